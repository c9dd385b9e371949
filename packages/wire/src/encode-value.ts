import { WireDecoder } from './decoder';
import { WireEncoder } from './encoder';

const encoder = new WireEncoder();
const decoder = new WireDecoder();

/**
 * Encodes plain data into bytes of their own.
 * @throws ConversionError for functions, instances of classes and whatever else is no plain data.
 */
export function encodeValue(value: unknown): Uint8Array {
  // A getter within a value that is being encoded may have come here.
  const free = encoder.busy ? new WireEncoder() : encoder;
  free.position = 0;
  free.encode(value, 'value');
  const bytes = new Uint8Array(free.bytes.subarray(0, free.position));
  free.trim();
  return bytes;
}

/** Decodes what `encodeValue` made. @throws ConversionError if it is anything else. */
export function decodeValue(bytes: Uint8Array): unknown {
  return decoder.decode(bytes, 0, bytes.length, 'value');
}
