import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPython, type Python, type RemoteState } from '../../src/index';
import { modeOfRun } from '../support/client';

/** Keeps what Python hands over, and hands it back. */
let kept: Uint8Array = new Uint8Array();
const state: RemoteState = {
  remoteFunctions: () => ({
    // An array of two: the key 'k', and the value.
    state_set: async (args) => {
      kept = args.slice(3);
      return Uint8Array.of(0xc0);
    },
    state_get: async () => kept,
  }),
};

const source = `
import math, random, struct
from datetime import datetime, timedelta, timezone
import pyloom
from pyloom._plain_wire import Foreign, encode
from pyloom._plain_wire_reader import decode

KEYS = ['', 'a', 'kä', '😀', 'x' * 40]
INTEGERS = [sign * 2 ** power + add for power in (0, 5, 7, 8, 15, 16, 31, 32, 53, 62, 63, 64, 65, 100, 2100) for add in (-1, 0, 1) for sign in (-1, 1)]
FLOATS = [0.0, -0.0, 1.0, 0.1, 1e300, math.inf, -math.inf]
TEXTS = ['', 'text', 'x' * 31, 'x' * 32, 'x' * 255, 'x' * 256, '\\ud800', '\\udfff' * 100, '😀']
MOMENTS = [datetime(1969, 12, 31, 23, 59, 59, 999999, timezone.utc), datetime(9999, 1, 1, tzinfo=timezone.utc), datetime(2026, 1, 2, 3, 4, 5, 6789, timezone(timedelta(hours=2)))]
LEAVES = [None, True, False, b'', b'\\x00' * 300, *INTEGERS, *FLOATS, *TEXTS, *MOMENTS]
BLOCKS = [list(range(31)), list(range(-20, 20)), [0.5] * 40, [1] * 39 + [2 ** 53], [1] * 39 + [1.0], [True] * 40, [*range(40), 'x']]
LONG = ['ä' * 40000, b'x' * 70000, list(range(70000)), ['x'] * 70000, {str(i): i for i in range(70000)}]

def made(random, depth):
    kind = random.randrange(8 if depth < 4 else 2)
    if kind < 2:
        return random.choice(LEAVES)
    items = [made(random, depth + 1) for _ in range(random.randrange(6))]
    if kind == 2:
        return items
    if kind == 3:
        return tuple(items)
    if kind == 4:
        return {random.choice(KEYS) + str(i): item for i, item in enumerate(items)}
    if kind == 5:
        return {random.choice(LEAVES): item for item in items}
    if kind == 6:
        return random.choice([set, frozenset])(random.choice(LEAVES) for _ in items)
    return random.choice(BLOCKS)

def values():
    yield from LEAVES
    yield from BLOCKS
    yield {str(i): i for i in range(16)}
    yield from LONG
    yield from (made(random.Random(seed), 0) for seed in range(500))

def handed_over(value):
    pyloom.state_set('k', value)

def same(a, b):
    """In value and in kind, in order too."""
    if type(a) is not type(b):
        return False
    if isinstance(a, float):
        return struct.pack('d', a) == struct.pack('d', b)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return same([*a.items()], [*b.items()])
    return a == b

def different(bytes_of):
    found = []
    for value in values():
        handed_over(value)
        native = bytes_of()
        if encode(value) != native or not same(decode(native), pyloom.state_get('k')):
            found.append(repr(value)[:200])
    return found

def is_foreign(function, value):
    try:
        function(value)
    except Foreign:
        return True
    return False

class Text(str): pass
class Number(int): pass
class Table(dict): pass

def foreign():
    deep = []
    for _ in range(200):
        deep = [deep]
    cycle = []
    cycle.append(cycle)
    values = [Text('x'), Number(1), Table(), {Text('x'): 1}, deep, cycle, datetime(2026, 1, 1), object(), bytearray(), memoryview(b'x'), range(3), 1j]
    return [is_foreign(encode, value) for value in values] + [is_foreign(encode, [value]) for value in values]

def refuses(data):
    return is_foreign(decode, data)
`;

let py: Python<RemoteState>;
beforeAll(async () => {
  py = await createPython<RemoteState>({ ...modeOfRun, state });
  await py.defineModule('plain_wire', source);
});
afterAll(() => py.close());

it('writes and reads plain data as the native half does', async () => {
  expect(await py.call('plain_wire', 'different', [() => Buffer.from(kept)])).toEqual([]);
}, 120_000);

it('leaves all else to that half', async () => {
  expect(new Set(await py.call<boolean[]>('plain_wire', 'foreign'))).toEqual(new Set([true]));
});

it.each([
  ['nothing', []],
  ['more than one value', [0xc0, 0xc0]],
  ['a byte that begins nothing', [0xc1]],
  ['a text that is cut off', [0xa3, 0x61]],
  ['a length that is cut off', [0xdd, 0, 0]],
  ['an array that says it is long', [0xdd, 0xff, 0xff, 0xff, 0xff]],
  ['text that is not UTF-8', [0xa1, 0xff]],
  ['a map whose key is a number', [0x81, 1, 1]],
  ['equal keys', [0xc7, 4, 3, 1, 0xc0, 0xc3, 0xc0]],
  ['a mapping without its last value', [0xc7, 3, 3, 1, 1, 2]],
  ['equal items', [0xc7, 2, 4, 1, 0xc3]],
  ['a list as a key', [0xc7, 2, 3, 0x90, 1]],
  ['half a block', [0xc7, 2, 8, 0x6e, 0]],
  ['a block of an unknown kind', [0xc7, 1, 8, 0x7a]],
  ['a moment of three bytes', [0xc7, 3, 0xff, 0, 0, 0]],
  ['a view', [0xc7, 1, 5, 0]],
  ['a reference', [0xc7, 1, 10, 0]],
])('does not read %s', async (_what, bytes) => {
  expect(await py.call('plain_wire', 'refuses', [Buffer.from(bytes)])).toBe(true);
});

it('reads what is shorter or longer than it would write', async () => {
  const { decode } = (await py.import('pyloom._plain_wire_reader')) as unknown as {
    decode(data: Buffer): Promise<unknown>;
  };
  const read = (...bytes: number[]) => decode(Buffer.from(bytes));
  expect(await read(0xca, 0x3f, 0x80, 0, 0)).toBe(1);
  expect(await read(0xd9, 1, 0x61)).toBe('a');
  expect(await read(0xdc, 0, 1, 0xcd, 0, 5)).toEqual([5]);
  expect(await read(0xd4, 1, 5)).toBe(5);
  expect(await read(0xd6, 0xff, 0, 0, 0, 1)).toEqual(new Date(1000));
  expect(await read(0xd7, 0xff, 0, 0, 0, 0, 0, 0, 0, 1)).toEqual(new Date(1000));
});
