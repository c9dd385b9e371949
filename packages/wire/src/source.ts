import { Failure } from './failure';

const nothing = new Uint8Array();

/** The bytes that are being decoded. Nothing in them is believed: every read is checked against `end`. */
export class Source {
  bytes: Uint8Array = nothing;
  position = 0;
  /** Where the message, or the payload that is being read, ends. */
  end = 0;

  /** Moves over `length` bytes and returns where they start. */
  take(length: number): number {
    const start = this.position;
    if (length > this.end - start) throw this.truncated(length);
    this.position = start + length;
    return start;
  }

  truncated(length: number): Failure {
    return new Failure(
      `the message ends ${length - (this.end - this.position)} bytes too early at ${this.position}`,
    );
  }

  uint8(): number {
    return this.bytes[this.take(1)] as number;
  }

  uint16(): number {
    const at = this.take(2);
    return ((this.bytes[at] as number) << 8) | (this.bytes[at + 1] as number);
  }

  uint32(): number {
    return this.int32() >>> 0;
  }

  int32(): number {
    const at = this.take(4);
    const { bytes } = this;
    return (
      ((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number)
    );
  }

  uint16LittleEndian(): number {
    const at = this.take(2);
    return (this.bytes[at] as number) | ((this.bytes[at + 1] as number) << 8);
  }

  /** Integers and floats within extensions are little-endian. */
  uint32LittleEndian(): number {
    const at = this.take(4);
    const { bytes } = this;
    return (
      ((bytes[at] as number) |
        ((bytes[at + 1] as number) << 8) |
        ((bytes[at + 2] as number) << 16) |
        ((bytes[at + 3] as number) << 24)) >>>
      0
    );
  }

  float32(): number {
    const at = this.take(4);
    for (let i = 0; i < 4; i++) floatBytes[i] = this.bytes[at + 3 - i] as number;
    return float32[0] as number;
  }

  float64(): number {
    const at = this.take(8);
    const { bytes } = this;
    floatBytes[7] = bytes[at] as number;
    floatBytes[6] = bytes[at + 1] as number;
    floatBytes[5] = bytes[at + 2] as number;
    floatBytes[4] = bytes[at + 3] as number;
    floatBytes[3] = bytes[at + 4] as number;
    floatBytes[2] = bytes[at + 5] as number;
    floatBytes[1] = bytes[at + 6] as number;
    floatBytes[0] = bytes[at + 7] as number;
    return float64[0] as number;
  }

  /** A DataView of the next `length` bytes; for what is rare, since making one costs as much as ten numbers. */
  dataView(length: number): DataView {
    const at = this.take(length);
    return new DataView(this.bytes.buffer, this.bytes.byteOffset + at, length);
  }

  /** The bytes of the next `length` bytes in memory of their own. */
  copy(length: number): ArrayBuffer {
    const at = this.take(length);
    const { buffer, byteOffset } = this.bytes;
    // Unlike a new ArrayBuffer, a slice is not filled with zeros first.
    if (buffer instanceof ArrayBuffer) return buffer.slice(byteOffset + at, byteOffset + at + length);
    const copy = new ArrayBuffer(length);
    new Uint8Array(copy).set(this.bytes.subarray(at, at + length));
    return copy;
  }
}

const floatBytes = new Uint8Array(8);
const float32 = new Float32Array(floatBytes.buffer, 0, 1);
const float64 = new Float64Array(floatBytes.buffer);
