import type { Scratch } from './scratch';
import { wireExtensions } from './wire-format';
import { checkLength, writeExtensionHeader } from './write-header';

/** Node 20 has it; the types of ES2023 do not. */
const { isWellFormed } = String.prototype as unknown as { isWellFormed(this: string): boolean };

/** Up to here a loop over the characters beats a call into Node (70 ns). */
const shortText = 24;
/** Up to here three bytes for each character are reserved without counting first. */
const mediumText = 16 * 1024;

export function writeText(scratch: Scratch, text: string): void {
  if (text.length > shortText) {
    writeLongText(scratch, text);
    return;
  }
  scratch.reserve(1 + shortText);
  const { bytes, position } = scratch;
  const { length } = text;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f) {
      writeLongText(scratch, text);
      return;
    }
    bytes[position + 1 + i] = unit;
  }
  bytes[position] = 0xa0 | length;
  scratch.position = position + 1 + length;
}

function writeLongText(scratch: Scratch, text: string): void {
  const { length } = text;
  const longest = length <= mediumText ? 3 * length : countBytes(text);
  checkLength(longest);
  scratch.reserve(5 + longest);
  const { bytes, position } = scratch;
  // The header is as long as it is if all is ASCII; where it is not, the text moves by a few bytes.
  const guess = headerSize(length);
  const size = bytes.write(text, position + guess, longest);
  if (size !== length && !isWellFormed.call(text)) {
    writeSurrogates(scratch, text);
    return;
  }
  const header = headerSize(size);
  if (header !== guess) bytes.copyWithin(position + header, position + guess, position + guess + size);
  writeHeader(scratch, header, size);
  scratch.position = position + header + size;
}

function headerSize(length: number): number {
  if (length < 32) return 1;
  if (length < 0x100) return 2;
  return length < 0x10000 ? 3 : 5;
}

function writeHeader({ bytes, view, position }: Scratch, header: number, size: number): void {
  if (header === 1) {
    bytes[position] = 0xa0 | size;
  } else if (header === 2) {
    bytes[position] = 0xd9;
    bytes[position + 1] = size;
  } else if (header === 3) {
    bytes[position] = 0xda;
    view.setUint16(position + 1, size);
  } else {
    bytes[position] = 0xdb;
    view.setUint32(position + 1, size);
  }
}

/** UTF-8 that carries lone surrogates: Node's own would make U+FFFD of them. */
function writeSurrogates(scratch: Scratch, text: string): void {
  const size = countBytes(text);
  checkLength(size);
  writeExtensionHeader(scratch, wireExtensions.surrogates, size);
  const { bytes } = scratch;
  let { position } = scratch;
  for (const character of text) {
    const point = character.codePointAt(0) as number;
    if (point < 0x80) {
      bytes[position++] = point;
      continue;
    }
    if (point < 0x800) {
      bytes[position++] = 0xc0 | (point >> 6);
    } else {
      if (point < 0x10000) {
        bytes[position++] = 0xe0 | (point >> 12);
      } else {
        bytes[position++] = 0xf0 | (point >> 18);
        bytes[position++] = 0x80 | ((point >> 12) & 0x3f);
      }
      bytes[position++] = 0x80 | ((point >> 6) & 0x3f);
    }
    bytes[position++] = 0x80 | (point & 0x3f);
  }
  scratch.position = position;
}

/** Buffer.byteLength, which Node 20 gets wrong for lone surrogates: it counts two bytes, and writes three. */
function countBytes(text: string): number {
  if (isWellFormed.call(text)) return Buffer.byteLength(text);
  let size = 0;
  for (const character of text) {
    const point = character.codePointAt(0) as number;
    size += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return size;
}
