import { ArrowChunk } from '../arrow-chunk';
import type { SchemaDescription } from '../arrow-field';
import { batchesOf } from '../batches';
import type { Columns } from '../column';
import { alignment, BatchBody } from './batch-message';
import { FlatBuffer, int16, int64, type Part, table, uint8 } from './flat-buffer';
import { DictionaryIds, schemaTable } from './schema-message';

const version5 = 4;
const headers = { schema: 1, dictionary: 2, batch: 3 };

/** A table in Arrow's streaming format: a message for the schema, and of each batch one for its columns and those for its dictionaries. */
export function writeStream(columns: Columns): Uint8Array {
  const [[, , , fields, , metadata], arrays] = batchesOf(columns);
  const ids = new DictionaryIds();
  const parts = message(headers.schema, schemaTable(fields, metadata, ids));
  const dictionaries = new Dictionaries(ids);
  for (const [length, , , , children] of arrays) {
    const chunks = children.map((child) => new ArrowChunk(child));
    for (const [i, chunk] of chunks.entries())
      parts.push(...dictionaries.of(fields[i] as SchemaDescription, chunk));
    const body = new BatchBody();
    for (const [i, chunk] of chunks.entries()) body.add(fields[i] as SchemaDescription, chunk);
    parts.push(...message(headers.batch, body.table(length), body));
  }
  // The end of the stream.
  parts.push(Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0));
  const bytes = Buffer.concat(parts);
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

function message(type: number, header: Part, body?: BatchBody): Uint8Array[] {
  const metadata = FlatBuffer.encode(table(int16(version5), uint8(type), header, int64(body?.length ?? 0)));
  const filling = -metadata.length & (alignment - 1);
  const prefix = Buffer.alloc(8, 255);
  prefix.writeInt32LE(metadata.length + filling, 4);
  return [prefix, metadata, new Uint8Array(filling), ...(body?.buffers ?? [])];
}

/** Those that the reader does not have yet: the batches of a table mostly have the same. */
class Dictionaries {
  readonly #ids: DictionaryIds;
  readonly #written = new Map<number, Buffer>();

  constructor(ids: DictionaryIds) {
    this.#ids = ids;
  }

  /** All that a column needs, those within others first. */
  of(schema: SchemaDescription, chunk: ArrowChunk): Uint8Array[] {
    const [, , , children, values] = schema;
    if (values === null) {
      return chunk.children.flatMap((child, i) => this.of(children[i] as SchemaDescription, child));
    }
    const dictionary = chunk.dictionary as ArrowChunk;
    const within = this.of(values, dictionary);
    const body = new BatchBody();
    body.add(values, dictionary);
    const id = this.#ids.of(schema);
    const header = table(int64(id), body.table(dictionary.length), uint8(false));
    const bytes = Buffer.concat(message(headers.dictionary, header, body));
    if (this.#written.get(id)?.equals(bytes)) return within;
    this.#written.set(id, bytes);
    return [...within, bytes];
  }
}
