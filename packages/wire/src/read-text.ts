import { isAscii } from 'node:buffer';
import { readUnicode } from './read-unicode';

/** Node has it on every Buffer, and it works on any Uint8Array; its types leave it out. */
const { latin1Slice } = Buffer.prototype as unknown as {
  latin1Slice(this: Uint8Array, start: number, end: number): string;
};

/** Up to here a loop tells ASCII sooner than Node's check, which needs a subarray. */
const shortText = 48;

/** UTF-8; anything else is a failure. */
export function readText(bytes: Uint8Array, start: number, end: number): string {
  return looksAscii(bytes, start, end)
    ? latin1Slice.call(bytes, start, end)
    : readUnicode(bytes, start, end, false);
}

/** Text that is known to be ASCII. */
export function readAscii(bytes: Uint8Array, start: number, end: number): string {
  return latin1Slice.call(bytes, start, end);
}

function looksAscii(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > shortText) return isAscii(bytes.subarray(start, end));
  let all = 0;
  for (let i = start; i < end; i++) all |= bytes[i] as number;
  return all < 0x80;
}
