import { checkRecord, describeValue, InvalidArgumentError, isIdentifier } from '@pyloom/common';
import { type Dispatcher, ReferenceOperations } from '@pyloom/executor';
import type { PyRef } from './py-object';
import { makePyRef } from './py-ref';

/**
 * What becomes of a result of a type: what `str()` or `repr()` gives, what the method of any other name gives (`'isoformat'`,
 * `'tolist'`, `'model_dump'`), or what the function makes of the PyRef.
 */
export type Converter = string | ((ref: PyRef) => unknown);

/** @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) that names the type and its converter. */
export function checkConverters(converters: Readonly<Record<string, Converter>>): void {
  checkRecord("The option 'converters'", 'an object of type names and conversions', converters);
  for (const [type, converter] of Object.entries(converters)) {
    if (typeof converter === 'function') continue;
    if (typeof converter === 'string' && isIdentifier(converter)) continue;
    throw new InvalidArgumentError(
      `The converter of '${type}' must be 'str', 'repr', the name of a method such as 'isoformat', or a function, not ${describeValue(converter)}`,
    );
  }
}

/** Has results converted, and those without a counterpart in JavaScript made PyRefs. */
export function useConverters(dispatcher: Dispatcher, converters: Readonly<Record<string, Converter>>): void {
  const { session } = dispatcher;
  const operations = new ReferenceOperations(dispatcher);
  session.setReferenceFactory((handle) => makePyRef(operations, handle));
  session.setConverters(converters);
}
