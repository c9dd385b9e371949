import type { ReferenceHandle, Session } from '@pyloom/core-native';
import { describeValue, InvalidArgumentError } from '@pyloom/errors';
import type { Executor } from '@pyloom/executor';
import { makePyRef, type PyRef } from './py-ref';

/** What becomes of a result of a type: what str(), repr() or isoformat() gives, or what the function makes of the PyRef. */
export type Converter = 'str' | 'repr' | 'isoformat' | ((ref: PyRef) => unknown);

const inPython = ['str', 'repr', 'isoformat'];

/** @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) that names the type and its converter. */
export function checkConverters(converters: Readonly<Record<string, Converter>>): void {
  if (typeof converters !== 'object' || converters === null || Array.isArray(converters)) {
    throw new InvalidArgumentError(
      `The option 'converters' must be an object of type names and conversions, not ${describeValue(converters)}`,
    );
  }
  for (const [type, converter] of Object.entries(converters)) {
    if (typeof converter === 'function' || inPython.includes(converter)) continue;
    throw new InvalidArgumentError(
      `The converter of '${type}' must be 'str', 'repr', 'isoformat' or a function, not ${describeValue(converter)}`,
    );
  }
}

/** Has results without a counterpart in JavaScript converted, or made PyRefs. */
export function useConverters(
  session: Session,
  executor: Executor,
  converters: Readonly<Record<string, Converter>>,
): void {
  const table: Record<string, 'str' | 'repr' | 'isoformat'> = {};
  const functions = new Map<string, (ref: PyRef) => unknown>();
  for (const [type, converter] of Object.entries(converters)) {
    if (typeof converter === 'function') functions.set(type, converter);
    else table[type] = converter;
  }
  session.setConverters(table);
  session.setReferenceFactory((handle: ReferenceHandle) => {
    const ref = makePyRef(executor, handle);
    const convert = functions.get(handle.typeName);
    return convert === undefined ? ref : convert(ref);
  });
}
