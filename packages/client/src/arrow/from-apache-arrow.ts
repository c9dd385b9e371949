import { InvalidArgumentError } from '@pyloom/common';
import { bitsFrom } from './arrow-bits';
import { type ArrayDescription, ArrowChunk } from './arrow-chunk';
import { fieldFlags, type SchemaDescription } from './arrow-field';
import { type ArrowType, formatOfType, typeIds } from './arrow-type';
import type { Column, Columns } from './column';
import { encodeMetadata } from './metadata';
import { bytesOf } from './typed-column';

/** What a table of apache-arrow shows of itself, whichever copy of it made it. */
interface ApacheTable {
  readonly numRows: number;
  readonly schema: {
    readonly fields: readonly ApacheField[];
    readonly metadata?: ReadonlyMap<string, string>;
  };
  readonly batches: readonly { readonly data: ApacheData }[];
}

interface ApacheField {
  readonly name: string;
  readonly type: ApacheType;
  readonly nullable: boolean;
  readonly metadata?: ReadonlyMap<string, string>;
}

interface ApacheType extends ArrowType {
  readonly children?: readonly ApacheField[];
  readonly keysSorted?: boolean;
  readonly indices?: ApacheType;
  readonly dictionary?: ApacheType;
  readonly isOrdered?: boolean;
}

interface ApacheData {
  readonly type: ApacheType;
  readonly length: number;
  /** Of bits alone: the rest begins with the first row. */
  readonly offset: number;
  readonly values?: ArrayBufferView;
  readonly valueOffsets?: ArrayBufferView;
  readonly nullBitmap?: Uint8Array | null;
  readonly typeIds?: ArrayBufferView;
  readonly variadicBuffers?: readonly Uint8Array[];
  readonly children: readonly ApacheData[];
  readonly dictionary?: ApacheVector;
}

interface ApacheVector {
  readonly type: ApacheType;
  readonly data: readonly ApacheData[];
}

/** The columns of a table of apache-arrow; undefined if it is none. */
export function columnsOfApache(value: unknown): Columns | undefined {
  const { schema, batches, numRows } = value as Partial<ApacheTable>;
  if (!Array.isArray(schema?.fields) || !Array.isArray(batches) || typeof numRows !== 'number')
    return undefined;
  const columns = (schema as ApacheTable['schema']).fields.map((field, i) => ({
    schema: describe(field),
    chunks: (batches as ApacheTable['batches']).map(({ data }) =>
      chunkOf(field.name, data.children[i] as ApacheData),
    ),
  }));
  return { numRows, columns, metadata: encodeMetadata(schema?.metadata) };
}

/** A vector of apache-arrow as a column; undefined if it is none. */
export function columnOfApache(name: string, value: unknown): Column | undefined {
  const { type, data } = (value ?? {}) as Partial<ApacheVector>;
  if (!Array.isArray(data) || typeof type?.typeId !== 'number') return undefined;
  return {
    schema: describe({ name, type, nullable: true }),
    chunks: (data as ApacheVector['data']).map((each) => chunkOf(name, each)),
  };
}

const dictionary = -1;

function describe({ name, type, nullable: mayBeNull, metadata }: ApacheField): SchemaDescription {
  const isDictionary = type.typeId === dictionary;
  const own = isDictionary ? (type.indices as ApacheType) : type;
  const format = formatOfType(own);
  if (format === undefined) {
    throw new InvalidArgumentError(
      `The column '${name}' is of a type of apache-arrow that is not known: ${type}`,
    );
  }
  const flags =
    (mayBeNull ? fieldFlags.nullable : 0) |
    (type.isOrdered ? fieldFlags.ordered : 0) |
    (type.keysSorted ? fieldFlags.keysSorted : 0);
  return [
    format,
    name,
    flags,
    isDictionary ? [] : (type.children ?? []).map(describe),
    isDictionary ? describe({ name: '', type: type.dictionary as ApacheType, nullable: true }) : null,
    encodeMetadata(metadata),
  ];
}

function chunkOf(name: string, data: ApacheData): ArrowChunk {
  return new ArrowChunk(arrayOf(name, data));
}

function arrayOf(name: string, data: ApacheData): ArrayDescription {
  const { type, length, children } = data;
  const { typeId } = type;
  const validity = data.nullBitmap?.byteLength
    ? bitsFrom(bytesOf(data.nullBitmap), data.offset, length)
    : null;
  return [
    length,
    validity ? -1 : typeId === typeIds.null ? length : 0,
    0,
    buffersOf(data, validity),
    children.map((child) => arrayOf(name, child)),
    typeId === dictionary ? dictionaryOf(name, data.dictionary) : null,
  ];
}

function buffersOf(data: ApacheData, validity: Uint8Array | null): (Uint8Array | null)[] {
  const { typeId, mode } = data.type;
  const own = data.values ? bytesOf(data.values) : new Uint8Array();
  const starts = data.valueOffsets ? bytesOf(data.valueOffsets) : new Uint8Array();
  const ids = data.typeIds ? bytesOf(data.typeIds) : new Uint8Array();
  switch (typeId) {
    case typeIds.null:
      return [];
    case typeIds.bool:
      return [validity, bitsFrom(own, data.offset, data.length)];
    case typeIds.utf8:
    case typeIds.binary:
    case typeIds.largeUtf8:
    case typeIds.largeBinary:
      return [validity, starts, own];
    case typeIds.utf8View:
    case typeIds.binaryView: {
      const pieces = data.variadicBuffers ?? [];
      const lengths = BigInt64Array.from(pieces, ({ length }) => BigInt(length));
      return [validity, own, ...pieces.map(bytesOf), bytesOf(lengths)];
    }
    case typeIds.list:
    case typeIds.largeList:
    case typeIds.map:
      return [validity, starts];
    case typeIds.struct:
    case typeIds.fixedSizeList:
      return [validity];
    case typeIds.union:
      return mode === 1 ? [ids, starts] : [ids];
    default:
      return [validity, own];
  }
}

function dictionaryOf(name: string, vector: ApacheVector | undefined): ArrayDescription {
  const [first, ...others] = vector?.data ?? [];
  if (first !== undefined && others.length === 0) return arrayOf(name, first);
  throw new InvalidArgumentError(
    `The dictionary of the column '${name}' is in ${others.length + 1} pieces: make it one with arrow.vectorFromArray()`,
  );
}
