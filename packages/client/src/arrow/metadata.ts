/** Metadata of a type as the C data interface lays them out; null if there are none. */
export function encodeMetadata(metadata: ReadonlyMap<string, string> | null | undefined): Buffer | null {
  if (!metadata || metadata.size === 0) return null;
  const parts = [int32(metadata.size)];
  for (const entry of metadata) {
    for (const text of entry) {
      const bytes = Buffer.from(text);
      parts.push(int32(bytes.length), bytes);
    }
  }
  return Buffer.concat(parts);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

/** The other way round. */
export function decodeMetadata(bytes: Uint8Array | null): Map<string, string> {
  const metadata = new Map<string, string>();
  if (bytes === null) return metadata;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 4;
  const text = () => {
    const start = at + 4;
    at = start + buffer.readInt32LE(at);
    return buffer.toString('utf8', start, at);
  };
  for (let count = buffer.readInt32LE(0); count > 0; count--) metadata.set(text(), text());
  return metadata;
}
