import { addon, type NativeKey } from './native';

/** Up to here writing a key into the scratch takes less than handing over the string. */
const shortKey = 40;

/** Memory that the addon sees as well: short keys go out in it, values of up to its size come back. */
export const scratch = new Uint8Array(16 * 1024);

/** One for this copy of the module: the ESM and the CJS build may both be loaded. */
export const native = addon.connect(scratch);

/** Makes a key ready for the next call into the addon; nothing else may use the scratch in between. */
export function passKey(key: string): NativeKey {
  const { length } = key;
  if (length > shortKey) return key;
  for (let i = 0; i < length; i++) {
    const unit = key.charCodeAt(i);
    if (unit > 0x7f) return key;
    scratch[i] = unit;
  }
  return length;
}
