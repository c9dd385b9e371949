import { InvalidArgumentError } from '@pyloom/common';
import { describeField, fieldFlags, type SchemaDescription } from '../arrow-field';
import { type ArrowType, typeIds, typeOfFormat } from '../arrow-type';
import { decodeMetadata } from '../metadata';
import { int16, int32, int64, numbers, type Part, table, text, uint8, vector } from './flat-buffer';

/** The parameters of a type, in the order of the fields of its table in Schema.fbs. */
function typeTable(type: ArrowType, flags: number): Part {
  const { typeId, unit = 0, bitWidth = 0 } = type;
  switch (typeId) {
    case typeIds.int:
      return table(int32(bitWidth), uint8(type.isSigned === true));
    case typeIds.float:
      return table(int16(type.precision as number));
    case typeIds.decimal:
      return table(int32(type.precision as number), int32(type.scale as number), int32(bitWidth));
    case typeIds.date:
    case typeIds.interval:
    case typeIds.duration:
      return table(int16(unit));
    case typeIds.time:
      return table(int16(unit), int32(bitWidth));
    case typeIds.timestamp:
      return table(int16(unit), type.timezone ? text(type.timezone) : undefined);
    case typeIds.union:
      return table(int16(type.mode as number), numbers(Int32Array.from(type.typeIds ?? [])));
    case typeIds.fixedSizeBinary:
      return table(int32(type.byteWidth as number));
    case typeIds.fixedSizeList:
      return table(int32(type.listSize as number));
    case typeIds.map:
      return table(uint8((flags & fieldFlags.keysSorted) !== 0));
    default:
      return table();
  }
}

/** Those of a column that is written. @throws InvalidArgumentError */
export function typeOf(schema: SchemaDescription): ArrowType {
  const type = typeOfFormat(schema[0]);
  if (type !== undefined) return type;
  throw new InvalidArgumentError(
    `The column '${schema[1]}' is of a type that is not known: ${describeField(schema).type}`,
  );
}

/** Numbers dictionaries as they come: the column itself before those within its values. */
export class DictionaryIds {
  readonly #ids = new Map<SchemaDescription, number>();

  of(schema: SchemaDescription): number {
    const known = this.#ids.get(schema);
    if (known !== undefined) return known;
    const id = this.#ids.size;
    this.#ids.set(schema, id);
    return id;
  }
}

export function schemaTable(
  fields: readonly SchemaDescription[],
  metadata: Uint8Array | null,
  ids: DictionaryIds,
): Part {
  return table(int16(0), vector(fields.map((field) => fieldTable(field, ids))), keyValues(metadata));
}

/** Of a column with a dictionary it is of the type of that, and the indices' type stands beside it. */
function fieldTable(schema: SchemaDescription, ids: DictionaryIds): Part {
  const [, name, flags, , dictionary, metadata] = schema;
  const values = dictionary ?? schema;
  const type = typeOf(values);
  const encoding =
    dictionary &&
    table(
      int64(ids.of(schema)),
      typeTable(typeOf(schema), 0),
      uint8((flags & fieldFlags.ordered) !== 0),
      int16(0),
    );
  return table(
    text(name),
    uint8((flags & fieldFlags.nullable) !== 0),
    uint8(type.typeId),
    typeTable(type, values[2]),
    encoding ?? undefined,
    vector(values[3].map((child) => fieldTable(child, ids))),
    keyValues(metadata),
  );
}

function keyValues(metadata: Uint8Array | null): Part | undefined {
  const pairs = [...decodeMetadata(metadata)];
  if (pairs.length === 0) return undefined;
  return vector(pairs.map(([key, value]) => table(text(key), text(value))));
}
