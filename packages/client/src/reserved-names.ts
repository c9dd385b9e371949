import { InvalidArgumentError } from '@pyloom/common';

/** What the Python module `pyloom` has itself: a function of that name could not be reached as its attribute. */
export const reservedNames: ReadonlySet<string> = new Set([
  'ConversionError',
  'Interrupted',
  'JSError',
  'Span',
  'StateFullError',
  'TYPE_CHECKING',
  'UnknownFunctionError',
  'annotations',
  'async_call',
  'call',
  'call_async',
  'setup_logging',
  'state_clear',
  'state_decr',
  'state_delete',
  'state_get',
  'state_incr',
  'state_keys',
  'state_set',
  'trace',
]);

/** @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) for names that the module `pyloom` has itself. */
export function checkFree(name: string): void {
  if (reservedNames.has(name) || name.startsWith('_')) {
    throw new InvalidArgumentError(
      `name must not be '${name}': the Python module pyloom has that name itself, or may have`,
    );
  }
}
