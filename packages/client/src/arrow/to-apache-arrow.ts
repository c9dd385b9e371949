import { InvalidArgumentError } from '@pyloom/common';
import { ArrowChunk } from './arrow-chunk';
import { describeField, fieldFlags, type SchemaDescription } from './arrow-field';
import { layoutOf } from './arrow-layout';
import { type ArrowType, typeIds, typeOfFormat } from './arrow-type';
import { batchesOf } from './batches';
import type { Columns } from './column';
import { decodeMetadata } from './metadata';

/** The module apache-arrow, of which nothing is imported here. */
export interface ApacheArrow {
  readonly Table: new (...args: never[]) => unknown;
  readonly makeData: (...args: never[]) => unknown;
}

type Class = new (...args: unknown[]) => object;

/** The class of a type, and what it is made of. */
const classes: Readonly<
  Record<
    number,
    readonly [name: string, args: (type: ArrowType, fields: object[], flags: number) => unknown[]]
  >
> = {
  [typeIds.null]: ['Null', () => []],
  [typeIds.int]: ['Int', ({ isSigned, bitWidth }) => [isSigned, bitWidth]],
  [typeIds.float]: ['Float', ({ precision }) => [precision]],
  [typeIds.binary]: ['Binary', () => []],
  [typeIds.utf8]: ['Utf8', () => []],
  [typeIds.bool]: ['Bool', () => []],
  [typeIds.decimal]: ['Decimal', ({ scale, precision, bitWidth }) => [scale, precision, bitWidth]],
  [typeIds.date]: ['Date_', ({ unit }) => [unit]],
  [typeIds.time]: ['Time', ({ unit, bitWidth }) => [unit, bitWidth]],
  [typeIds.timestamp]: ['Timestamp', ({ unit, timezone }) => [unit, timezone]],
  [typeIds.interval]: ['Interval', ({ unit }) => [unit]],
  [typeIds.list]: ['List', (_, [item]) => [item]],
  [typeIds.struct]: ['Struct', (_, fields) => [fields]],
  [typeIds.union]: ['Union', ({ mode, typeIds }, fields) => [mode, Int32Array.from(typeIds ?? []), fields]],
  [typeIds.fixedSizeBinary]: ['FixedSizeBinary', ({ byteWidth }) => [byteWidth]],
  [typeIds.fixedSizeList]: ['FixedSizeList', ({ listSize }, [item]) => [listSize, item]],
  [typeIds.map]: ['Map_', (_, [entries], flags) => [entries, (flags & fieldFlags.keysSorted) !== 0]],
  [typeIds.duration]: ['Duration', ({ unit }) => [unit]],
  [typeIds.largeBinary]: ['LargeBinary', () => []],
  [typeIds.largeUtf8]: ['LargeUtf8', () => []],
  [typeIds.largeList]: ['LargeList', (_, [item]) => [item]],
  [typeIds.binaryView]: ['BinaryView', () => []],
  [typeIds.utf8View]: ['Utf8View', () => []],
};

/** Makes tables of the user's apache-arrow, on the same memory. */
export class ToApacheArrow {
  readonly #arrow: ApacheArrow;

  constructor(arrow: ApacheArrow) {
    if (typeof arrow?.makeData !== 'function' || typeof arrow.Table !== 'function') {
      throw new InvalidArgumentError(
        "to() takes the module apache-arrow, of version 7 or later: import * as arrow from 'apache-arrow'",
      );
    }
    this.#arrow = arrow;
  }

  table(columns: Columns): unknown {
    const [[, , , children, , metadata], arrays] = batchesOf(columns);
    const fields = children.map((child) => this.#field(child));
    const schema = this.#make('Schema', fields, decodeMetadata(metadata));
    const type = this.#make('Struct', fields);
    const batches = arrays.map((array) =>
      this.#make(
        'RecordBatch',
        schema,
        this.#makeData({
          type,
          length: array[0],
          nullCount: 0,
          children: array[4].map((child, i) =>
            this.#data(children[i] as SchemaDescription, fields[i] as Field, new ArrowChunk(child)),
          ),
        }),
      ),
    );
    return this.#make('Table', schema, batches);
  }

  #makeData(parts: object): object {
    return (this.#arrow.makeData as (parts: object) => object)(parts);
  }

  #make(name: string, ...args: unknown[]): object {
    const Made = (this.#arrow as unknown as Record<string, Class>)[name] as Class;
    return new Made(...args);
  }

  #field(schema: SchemaDescription): Field {
    const [, name, flags, , , metadata] = schema;
    const type = this.#type(schema);
    return this.#make(
      'Field',
      name,
      type,
      (flags & fieldFlags.nullable) !== 0,
      decodeMetadata(metadata),
    ) as Field;
  }

  #type(schema: SchemaDescription): object {
    const [format, name, flags, children, dictionary] = schema;
    const type = typeOfFormat(format);
    const [className, args] = classes[type?.typeId ?? 0] ?? [];
    if (type === undefined || args === undefined || !((className as string) in this.#arrow)) {
      throw new InvalidArgumentError(
        `apache-arrow has no type for the column '${name}', which is of ${describeField(schema).type}: cast it in Python`,
      );
    }
    const own = this.#make(
      className as string,
      ...args(
        type,
        children.map((child) => this.#field(child)),
        flags,
      ),
    );
    if (dictionary === null) return own;
    return this.#make('Dictionary', this.#type(dictionary), own, null, (flags & fieldFlags.ordered) !== 0);
  }

  #data(schema: SchemaDescription, field: Field, chunk: ArrowChunk): object {
    const [format, , , children, dictionary] = schema;
    const layout = layoutOf(typeOfFormat(format) as ArrowType, chunk);
    const { length, bitOffset, validity, typeIds, pieces } = layout;
    const [values, offsets] = [aligned(layout.values), aligned(layout.offsets)];
    const nested = layout.children.map((child, i) =>
      this.#data(children[i] as SchemaDescription, field.type.children?.[i] as Field, child),
    );
    return this.#makeData({
      type: field.type,
      offset: bitOffset,
      length,
      nullBitmap: validity,
      nullCount: validity ? -1 : 0,
      data: values,
      valueOffsets: offsets,
      typeIds,
      views: values,
      variadicBuffers: pieces,
      child: nested[0],
      children: nested,
      ...(dictionary && {
        dictionary: this.#make('Vector', [
          this.#data(
            dictionary,
            { type: field.type.dictionary as Field['type'] },
            chunk.dictionary as ArrowChunk,
          ),
        ]),
      }),
    });
  }
}

interface Field {
  readonly type: { readonly children?: readonly Field[]; readonly dictionary?: Field['type'] };
}

/** Its numbers are seen where they lie, unless they begin in the midst of one. */
function aligned(bytes: Uint8Array | undefined): Uint8Array | undefined {
  return bytes && bytes.byteOffset % 8 !== 0 ? bytes.slice() : bytes;
}
