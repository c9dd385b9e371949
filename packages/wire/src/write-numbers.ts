import type { Scratch } from './scratch';
import { numbersAsInJavaScript, wireExtensions } from './wire-format';
import { writeExtensionHeader } from './write-header';

/** Elements pass through an aligned chunk that stays in the cache: the scratch has them at any offset. */
const chunk = new Float64Array(1024);
const chunkBytes = new Uint8Array(chunk.buffer);

/** Writes an array of nothing but numbers in bulk; false, with nothing written, when there is anything else in it. */
export function writeNumbers(scratch: Scratch, values: readonly unknown[]): boolean {
  const start = scratch.position;
  const { length } = values;
  writeExtensionHeader(scratch, wireExtensions.numbers, 1 + 8 * length);
  scratch.bytes[scratch.position++] = numbersAsInJavaScript;
  for (let from = 0; from < length; from += chunk.length) {
    const count = Math.min(chunk.length, length - from);
    for (let i = 0; i < count; i++) {
      const value = values[from + i];
      if (typeof value !== 'number') {
        scratch.position = start;
        return false;
      }
      chunk[i] = value;
    }
    scratch.bytes.set(
      count === chunk.length ? chunkBytes : chunkBytes.subarray(0, 8 * count),
      scratch.position,
    );
    scratch.position += 8 * count;
  }
  return true;
}
