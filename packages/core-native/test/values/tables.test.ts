import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ArrayArgument, type AttributeHandle, attributeSymbol, NdArray } from '../../src';
import { collectUntil } from './collect-garbage';
import { callIn, modes, runtime, session } from './modes';

const source = readFileSync(new URL('fixtures/tables.py', import.meta.url), 'utf8');
await session.broadcast(runtime.functionKey('pyloom._defined', 'define'), ['arrow_tables', source], {
  remember: 'arrow_tables',
});

type Field = [string, string, number, Field[], Field | null, Buffer | null];
type Rows = [number, number, number, (Uint8Array | null)[], Rows[], Rows | null];

const field = (format: string, name = '', children: Field[] = [], dictionary: Field | null = null): Field => [
  format,
  name,
  2,
  children,
  dictionary,
  null,
];
const rows = (length: number, buffers: (Uint8Array | null)[], children: Rows[] = []): Rows => [
  length,
  0,
  0,
  buffers,
  children,
  null,
];
const bytes = (array: ArrayBufferView) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
const lend = ([length, nulls, offset, buffers, children, dictionary]: Rows): unknown[] => [
  length,
  nulls,
  offset,
  buffers.map((buffer) => buffer && new ArrayArgument(new NdArray(buffer, [buffer.length]), false, false)),
  children.map(lend),
  dictionary && lend(dictionary),
];
class Table {
  readonly [attributeSymbol]: AttributeHandle;
  constructor(columns: Field[], batches: Rows[]) {
    this[attributeSymbol] = {
      owner: 'pyloom._tables',
      path: ['make', field('+s', '', columns), batches.map(lend), null],
    };
  }
}
const table = (columns: Field[], batches: Rows[]) => new Table(columns, batches);

const large = 20_000;
const ramp = Float64Array.from({ length: large }, (_, i) => i);

const nestedField: Field = ['+l', 'nested', 2, [field('+s', 'item', [field('i', 'x')])], null, null];
const metadata = Buffer.from('\x01\0\0\0\x01\0\0\0k\x01\0\0\0v', 'latin1');
const everything: [Field[], Rows[]] = [
  [
    ['g', 'number', 2, [], null, metadata],
    field('vu', 'text'),
    field('c', 'kind', [], field('u')),
    nestedField,
  ],
  [
    rows(
      2,
      [null],
      [
        [2, 1, 1, [Uint8Array.of(5), bytes(Float64Array.of(0, 1, 2))], [], null],
        rows(2, [null, new Uint8Array(32), Uint8Array.of(120), bytes(BigInt64Array.of(1n))]),
        [
          2,
          0,
          0,
          [null, Uint8Array.of(1, 0)],
          [],
          rows(2, [null, bytes(Int32Array.of(0, 1, 2)), Buffer.from('ab')]),
        ],
        rows(
          2,
          [null, bytes(Int32Array.of(0, 2, 3))],
          [rows(3, [null], [rows(3, [null, bytes(Int32Array.of(1, 2, 3))])])],
        ),
      ],
    ),
    rows(
      0,
      [null],
      [
        rows(0, [null, null]),
        rows(0, [null, null, null]),
        [0, 0, 0, [null, null], [], rows(0, [null, null, null])],
        rows(0, [null, null], [rows(0, [null], [rows(0, [null, null])])]),
      ],
    ),
  ],
];

/** An array as it comes: six numbers for each part of it, the first of which is where it ends; and memory that is asked for piece by piece. */
type LaidOut = [
  numbers: Float64Array,
  buffers: (Uint8Array | null)[] | { take(index: number): ArrayBuffer | null },
];

function unpack([numbers, buffers]: LaidOut, [, , , children, dictionary]: Field, at = 0): Rows {
  const [end, length, nulls, offset, first, count] = numbers.subarray(at, at + 6) as unknown as number[];
  let next = at + 6;
  const part = (type: Field) => {
    const described = unpack([numbers, buffers], type, next);
    next = numbers[next] as number;
    return described;
  };
  const described = children.map(part);
  const last = dictionary && part(dictionary);
  expect(next).toBe(end);
  return [
    length as number,
    nulls as number,
    offset as number,
    Array.from({ length: count as number }, (_, i) => bufferAt(buffers, (first as number) + i)),
    described,
    last,
  ];
}

function bufferAt(buffers: LaidOut[1], index: number): Uint8Array | null {
  if (Array.isArray(buffers)) return buffers[index] as Uint8Array | null;
  const memory = buffers.take(index);
  return memory && new Uint8Array(memory);
}

describe.each(modes)('in $name', (mode) => {
  it('there and back a table is the same', async () => {
    const [columns, batches] = everything;
    const back = await mode.run('pyloom._arrow', 'read', [table(columns, batches)]);
    const type = field('+s', '', columns);
    expect(back[0]).toEqual(type);
    // A buffer of no length is somewhere, as some readers want it to be.
    const plain = (each: Rows): unknown => [
      ...each.slice(0, 3),
      each[3].map((buffer) => (buffer && buffer.length > 0 ? [...buffer] : null)),
      each[4].map(plain),
      each[5] && plain(each[5]),
    ];
    expect(back[1].map((each: LaidOut) => plain(unpack(each, type)))).toEqual(batches.map(plain));
  });

  it('is on the memory of JavaScript, as long as anybody looks at it', async () => {
    const values = Float64Array.from(ramp);
    let back = await mode.run('pyloom._arrow', 'read', [
      table([field('g', 'x')], [rows(large, [null], [rows(large, [null, bytes(values)])])]),
    ]);
    const [, , , , [column]] = unpack(back[1][0], back[0]);
    const read = column?.[3][1] as Uint8Array;
    values[large - 1] = -1;
    expect(new Float64Array(read.buffer, read.byteOffset, large)[large - 1]).toBe(-1);
    back = undefined;
  });

  it.each([
    ['a buffer that is too short', [rows(3, [null, bytes(Int32Array.of(1))])], 'shorter than it says'],
    ['a buffer that is not there', [rows(3, [null, null])], 'shorter than it says'],
    ['fewer buffers', [rows(1, [null])], 'fewer buffers than its type'],
    ['other parts', [rows(0, [null, null], [rows(0, [])])], 'not the parts that its type has'],
    ['a negative length', [rows(-1, [null, null])], 'its length or its offset cannot be'],
    ['fewer columns', [], 'not the parts that its type has'],
  ] as [string, Rows[], string][])('is refused with %s', async (_, columns, reason) => {
    const broken = table([field('i', 'x')], [rows(columns[0]?.[0] ?? 0, [null], columns)]);
    await expect(mode.run('pyloom._arrow', 'read', [broken])).rejects.toThrow(reason);
  });

  it('is refused with parts that are shorter than it says', async () => {
    const one = rows(1, [null, bytes(Int32Array.of(1))]);
    const item = [field('i', 'item')];
    for (const broken of [
      table([field('i', 'x')], [rows(2, [null], [one])]),
      table(
        [field('+l', 'x', item)],
        [rows(1, [null], [rows(1, [null, bytes(Int32Array.of(0, 5))], [one])])],
      ),
      table([field('+w:2', 'x', item)], [rows(1, [null], [rows(1, [null], [one])])]),
    ]) {
      await expect(mode.run('pyloom._arrow', 'read', [broken])).rejects.toThrow('parts that are shorter');
    }
  });

  it('gives its memory back when nobody reads it', async () => {
    let isHeld = true;
    const registry = new FinalizationRegistry(() => {
      isHeld = false;
    });
    const send = () => {
      const values = new Uint8Array(1_000_000);
      registry.register(values.buffer, undefined);
      const columns = [rows(values.length, [null, values])];
      return mode.run('builtins', 'repr', [table([field('C', 'x')], [rows(values.length, [null], columns)])]);
    };
    await send();
    await collectUntil(async () => {
      await mode.run('gc', 'collect');
      return !isHeld;
    }, 'the array is garbage');
  });
});

// No ctypes in sub-interpreters of 3.12, and it calls back into the main interpreter.
describe('at home', () => {
  const run = (name: string, ...args: unknown[]) => callIn('home', 'arrow_tables', name, args);
  const numbers = table(
    [field('g', 'x'), field('g', 'y')],
    [rows(3, [null], [rows(3, [null, bytes(Float64Array.of(1, 2, 3))]), rows(3, [null, bytes(ramp)])])],
  );

  it('gives columns that outlive their table, and are released without a GIL', async () => {
    expect(await run('read_parts', numbers)).toEqual([[1, 2, 3], false]);
    const one = table([field('g', 'x')], [rows(large, [null], [rows(large, [null, bytes(ramp)])])]);
    const [values] = (await run('read_parts', one)) as [number[]];
    expect(values.at(-1)).toBe(large - 1);
  });

  it('tells its schema, and refuses one of another width', async () => {
    expect(await run('columns', numbers)).toEqual([3, "<table from JavaScript: 3 rows of 'x', 'y'>"]);
    const schema = field('+s', '', [field('g', 'x'), field('g', 'y')]);
    expect(await run('schema_of', numbers)).toEqual(schema);
    expect(await run('schema_of', numbers, schema)).toEqual(schema);
    await expect(run('schema_of', numbers, field('+s', '', [field('g', 'x')]))).rejects.toThrow(
      'a table of 2 columns cannot be given as one of 1',
    );
  });

  it.each([
    ['none', '2'],
    ['a negative length', 'its length or its offset cannot be'],
    ['a negative offset', 'its length or its offset cannot be'],
    ['a length beyond all memory', 'its length or its offset cannot be'],
    ['an offset beyond all memory', 'its length or its offset cannot be'],
    ['too few buffers', 'it has fewer buffers than its type'],
    ['a negative number of buffers', 'it has fewer buffers than its type'],
    ['buffers nowhere', 'it has fewer buffers than its type'],
    ['parts that its type has not', 'it has not the parts that its type has'],
    ['parts nowhere', 'parts that are not there'],
    ['a negative number of parts', 'parts that are not there'],
    ['a dictionary that its type has not', 'it has no dictionary, or one that its type has not'],
    ['no format', 'an Arrow type has no format'],
    ['an empty format', 'an Arrow type has no format'],
    ['an unknown format', 'its type is not known, or its lengths cannot be'],
    ['a negative width', 'its type is not known, or its lengths cannot be'],
    ['a width beyond all memory', 'its type is not known, or its lengths cannot be'],
    ['an offset that goes back', 'its type is not known, or its lengths cannot be'],
    ['views without lengths', 'its type is not known, or its lengths cannot be'],
    ['a type that is too deep', 'nested more than 128 deep'],
    ['metadata of a negative length', 'a length that cannot be'],
  ])('reads no producer with %s, and releases what it got once', async (fault, message) => {
    expect(await run('read_spoilt', fault)).toEqual([expect.stringContaining(message), true]);
  });
});
