import { describeValue, InvalidArgumentError } from '@pyloom/common';

/** The public names of python/pyloom/__init__.py: as attributes they would hide a function of the same name. */
const ownNames = new Set([
  'ConversionError',
  'Interrupted',
  'JSError',
  'Span',
  'StateFullError',
  'UnknownFunctionError',
  'TYPE_CHECKING',
  'annotations',
  'async_call',
  'call',
  'call_async',
  'setup_logging',
  'shared_array',
  'state_clear',
  'state_decr',
  'state_delete',
  'state_get',
  'state_incr',
  'state_keys',
  'state_set',
  'trace',
]);

/** @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) for a name that Python could not reach the function by. */
export function checkHostFunctionName(name: string): void {
  if (!ownNames.has(name) && !name.startsWith('_')) return;
  throw new InvalidArgumentError(
    `${describeValue(name)} is a name of the Python module pyloom itself (as are all that start with an underscore); register the function by another name`,
  );
}
