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
  const values: number[] = [];
  for (let left = length - 1; left > 0; left -= chunkBytes.length) {
    const size = Math.min(left, chunkBytes.length);
    const at = source.take(size);
    chunkBytes.set(source.bytes.subarray(at, at + size));
    for (let i = 0; i < size / 8; i++) values.push(chunk[i] as number);
  }
  return values;
}
