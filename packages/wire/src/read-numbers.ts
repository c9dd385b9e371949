import { Failure } from './failure';
import type { Source } from './source';
import { numbersAllFloats, numbersAsInJavaScript } from './wire-format';

/** Elements pass through an aligned chunk that stays in the cache: the message has them at any offset. */
const chunk = new Float64Array(1024);
const chunkBytes = new Uint8Array(chunk.buffer);

/** An array of numbers in bulk. JavaScript makes no difference between the kinds. */
export function readNumbers(source: Source, length: number): number[] {
  const kind = source.uint8();
  if (kind !== numbersAsInJavaScript && kind !== numbersAllFloats)
    throw new Failure(`numbers have the kind ${kind}`);
  if (length % 8 !== 1) throw new Failure(`numbers take ${length - 1} bytes, which is no multiple of 8`);
  // Pushing would take three times as long. The elements are there, so the length promises nothing.
  const values = new Array<number>((length - 1) / 8);
  for (let from = 0; from < values.length; from += chunk.length) {
    const count = Math.min(chunk.length, values.length - from);
    const at = source.take(8 * count);
    chunkBytes.set(source.bytes.subarray(at, at + 8 * count));
    for (let i = 0; i < count; i++) values[from + i] = chunk[i] as number;
  }
  return values;
}
