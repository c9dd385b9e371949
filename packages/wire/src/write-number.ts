import type { Scratch } from './scratch';
import { wireExtensions } from './wire-format';
import { checkLength, writeExtensionHeader } from './write-header';

const two32 = 2 ** 32;

/** A safe integer in the shortest format, every other number as a float. */
export function writeNumber(scratch: Scratch, value: number): void {
  if (value === (value | 0)) {
    if (value === 0 && 1 / value < 0) writeFloat(scratch, value);
    else writeInteger32(scratch, value);
  } else if (Number.isSafeInteger(value)) {
    writeLongInteger(scratch, value);
  } else {
    writeFloat(scratch, value);
  }
}

export function writeFloat(scratch: Scratch, value: number): void {
  scratch.reserve(9);
  const { position } = scratch;
  scratch.bytes[position] = 0xcb;
  scratch.view.setFloat64(position + 1, value);
  scratch.position = position + 9;
}

function writeInteger32(scratch: Scratch, value: number): void {
  scratch.reserve(5);
  const { bytes, position } = scratch;
  if (value >= -32 && value < 128) {
    bytes[position] = value;
    scratch.position = position + 1;
  } else if (value >= -128 && value < 256) {
    bytes[position] = value < 0 ? 0xd0 : 0xcc;
    bytes[position + 1] = value;
    scratch.position = position + 2;
  } else if (value >= -0x8000 && value < 0x10000) {
    bytes[position] = value < 0 ? 0xd1 : 0xcd;
    bytes[position + 1] = value >> 8;
    bytes[position + 2] = value;
    scratch.position = position + 3;
  } else {
    bytes[position] = value < 0 ? 0xd2 : 0xce;
    scratch.view.setInt32(position + 1, value);
    scratch.position = position + 5;
  }
}

function writeLongInteger(scratch: Scratch, value: number): void {
  scratch.reserve(9);
  const { bytes, view, position } = scratch;
  if (value >= 0 && value < two32) {
    bytes[position] = 0xce;
    view.setUint32(position + 1, value);
    scratch.position = position + 5;
    return;
  }
  const high = Math.floor(value / two32);
  bytes[position] = value < 0 ? 0xd3 : 0xcf;
  view.setInt32(position + 1, high);
  view.setUint32(position + 5, value - high * two32);
  scratch.position = position + 9;
}

/** An integer in 64 bits when it fits, else as an extension. */
export function writeBigint(scratch: Scratch, value: bigint): void {
  if (value >= -0x8000000000000000n && value <= 0xffffffffffffffffn) {
    writeBigint64(scratch, value);
  } else {
    writeBigintExtension(scratch, value);
  }
}

function writeBigint64(scratch: Scratch, value: bigint): void {
  const number = Number(value);
  if (Number.isSafeInteger(number)) {
    writeNumber(scratch, number);
    return;
  }
  scratch.reserve(9);
  const { position } = scratch;
  scratch.bytes[position] = value < 0n ? 0xd3 : 0xcf;
  scratch.view.setBigUint64(position + 1, BigInt.asUintN(64, value));
  scratch.position = position + 9;
}

/** Through hexadecimal text, which takes time in proportion to the length; shifting a bigint by bytes would square it. */
function writeBigintExtension(scratch: Scratch, value: bigint): void {
  const hexadecimal = (value < 0n ? ~value : value).toString(16);
  const digits = hexadecimal.length % 2 ? `0${hexadecimal}` : hexadecimal;
  // The top bit is the sign: where the digits use it, a byte more is needed.
  const padded = Number.parseInt(digits.slice(0, 2), 16) > 0x7f ? `00${digits}` : digits;
  const length = padded.length / 2;
  checkLength(length);
  writeExtensionHeader(scratch, wireExtensions.integer, length);
  const { bytes, position } = scratch;
  bytes.write(padded, position, length, 'hex');
  const payload = bytes.subarray(position, position + length).reverse();
  if (value < 0n) {
    for (let i = 0; i < length; i++) payload[i] = ~(payload[i] as number);
  }
  scratch.position = position + length;
}
