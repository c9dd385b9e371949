import { inflateRawSync } from 'node:zlib';

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
const endSize = 22;

/** The first file in a zip archive whose name is one that is looked for. Undefined if there is none. */
export function readZipEntry(archive: Buffer, isWanted: (name: string) => boolean): Buffer | undefined {
  // From the end on, for a comment may follow.
  let end = archive.length - endSize;
  while (end >= 0 && archive.readUInt32LE(end) !== endOfDirectory) end--;
  if (end < 0) return undefined;
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    if (archive.readUInt32LE(at) !== directoryEntry) return undefined;
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) =>
      archive.readUInt16LE(at + field),
    ) as [number, number, number];
    if (isWanted(archive.toString('utf8', at + 46, at + 46 + nameLength))) return contentsAt(archive, at);
    at += 46 + nameLength + extraLength + commentLength;
  }
  return undefined;
}

/** `entry`: where the directory describes the file. */
function contentsAt(archive: Buffer, entry: number): Buffer {
  const isDeflated = archive.readUInt16LE(entry + 10) !== 0;
  const size = archive.readUInt32LE(entry + 20);
  const header = archive.readUInt32LE(entry + 42);
  // The header in front of the file has lengths of its own.
  const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  const stored = archive.subarray(start, start + size);
  return isDeflated ? inflateRawSync(stored) : stored;
}
