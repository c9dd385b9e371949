import { Failure } from './failure';
import type { Scratch } from './scratch';

export function writeNil(scratch: Scratch): void {
  scratch.reserve(1);
  scratch.bytes[scratch.position++] = 0xc0;
}

export function writeBoolean(scratch: Scratch, value: boolean): void {
  scratch.reserve(1);
  scratch.bytes[scratch.position++] = value ? 0xc3 : 0xc2;
}

export function writeArrayHeader(scratch: Scratch, length: number): void {
  writeCount(scratch, length, 0x90, 0xdc, 0xdd);
}

export function writeMapHeader(scratch: Scratch, size: number): void {
  writeCount(scratch, size, 0x80, 0xde, 0xdf);
}

function writeCount(scratch: Scratch, count: number, fix: number, long16: number, long32: number): void {
  scratch.reserve(5);
  const { bytes, position } = scratch;
  if (count < 16) {
    bytes[position] = fix | count;
    scratch.position = position + 1;
  } else if (count < 0x10000) {
    bytes[position] = long16;
    scratch.view.setUint16(position + 1, count);
    scratch.position = position + 3;
  } else {
    bytes[position] = long32;
    scratch.view.setUint32(position + 1, count);
    scratch.position = position + 5;
  }
}

/** Opens a map whose size is not known yet; hand the result to `endMap`. */
export function beginMap(scratch: Scratch): number {
  scratch.reserve(1);
  scratch.bytes[scratch.position] = 0x80;
  return scratch.position++;
}

/** Writes the size of a map; its entries move where the size takes more than one byte. */
export function endMap(scratch: Scratch, header: number, size: number): void {
  if (size >= 16) {
    const more = size < 0x10000 ? 2 : 4;
    scratch.reserve(more);
    scratch.bytes.copyWithin(header + 1 + more, header + 1, scratch.position);
    scratch.bytes[header] = more === 2 ? 0xde : 0xdf;
    scratch.position += more;
  }
  patchMapHeader(scratch, header, size);
}

/** Lowers the count in a map's header that was written for more keys than there turned out to be. */
export function patchMapHeader(scratch: Scratch, at: number, size: number): void {
  const { bytes, view } = scratch;
  if (bytes[at] === 0xdf) view.setUint32(at + 1, size);
  else if (bytes[at] === 0xde) view.setUint16(at + 1, size);
  else bytes[at] = 0x80 | size;
}

export function writeBinaryHeader(scratch: Scratch, length: number): void {
  scratch.reserve(5 + length);
  const { bytes, view, position } = scratch;
  if (length < 0x100) {
    bytes[position] = 0xc4;
    bytes[position + 1] = length;
    scratch.position = position + 2;
  } else if (length < 0x10000) {
    bytes[position] = 0xc5;
    view.setUint16(position + 1, length);
    scratch.position = position + 3;
  } else {
    bytes[position] = 0xc6;
    view.setUint32(position + 1, length);
    scratch.position = position + 5;
  }
}

/** Writes the header of an extension and makes room for its payload. */
export function writeExtensionHeader(scratch: Scratch, type: number, length: number): void {
  scratch.reserve(6 + length);
  const { bytes, view, position } = scratch;
  if (length === 4 || length === 8) {
    bytes[position] = length === 4 ? 0xd6 : 0xd7;
    bytes[position + 1] = type;
    scratch.position = position + 2;
  } else if (length < 0x100) {
    bytes[position] = 0xc7;
    bytes[position + 1] = length;
    bytes[position + 2] = type;
    scratch.position = position + 3;
  } else {
    bytes[position] = 0xc9;
    view.setUint32(position + 1, length);
    bytes[position + 5] = type;
    scratch.position = position + 6;
  }
}

/** Opens an extension whose length is not known yet; hand the result to `endExtension`. */
export function beginExtension(scratch: Scratch, type: number): number {
  scratch.reserve(6);
  const { bytes, position } = scratch;
  bytes[position] = 0xc9;
  bytes[position + 5] = type;
  scratch.position = position + 6;
  return scratch.position;
}

export function endExtension(scratch: Scratch, payload: number): void {
  scratch.view.setUint32(payload - 5, scratch.position - payload);
}

/** Nothing in MessagePack is longer than 32 bits can say. */
export function checkLength(length: number): void {
  if (length > 0xffffffff) throw new Failure(`${length} bytes are more than one value may have (2**32 - 1)`);
}
