// What no encoder of ours would write, and objects that no sane program has: the converters give a value or an error.
// Under AddressSanitizer (scripts/sanitize.mjs) this is where it would show that they read or write beyond a buffer.
import { readFileSync } from 'node:fs';
import { randomNumbers } from '@pyloom/common';
import { expect, it } from 'vitest';
import { encodeValue } from '../../../wire/src';
import { NdArray, tuple } from '../../src';
import { channel } from '../../src/channel/channel';
import { type Attachment, binding } from '../../src/core/binding';
import { callSync, modes, runtime, session } from './modes';

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000_007);
const rounds = Number(process.env.FUZZ_ROUNDS ?? 30_000);

const echo = runtime.functionKey('values', 'echo');

const shared = new Uint8Array(new SharedArrayBuffer(64));
const attachments: readonly Attachment[] = [
  [new Float64Array(3000), false],
  [shared, true],
  [new Uint8Array(0), false],
];

/** Messages of each kind, for mutations to start from. */
const corpus: readonly Uint8Array[] = [
  null,
  [1, -1, 300, -70_000, 2 ** 40, 0.5, 'text', 'ä中😀'.repeat(20)],
  { a: { b: [{}] }, ä: 'x'.repeat(300) },
  2n ** 200n,
  -(2n ** 64n),
  'a\ud800b',
  new Map<unknown, unknown>([[1, { a: new Set([1, 'a', null]) }]]),
  [new Date(0), new Date(1.5e12 + 1), new Date(-1)],
  [Buffer.alloc(300, 1), new Int16Array(5), new Uint8ClampedArray(2), new DataView(new ArrayBuffer(4))],
  new NdArray(new Float32Array(24), [2, 3, 4]),
  Array.from({ length: 40 }, (_, i) => i / 2),
  tuple(1, tuple('a'), []),
]
  .map((value) => encodeValue(value))
  // What only a channel writes: pinned views and bytes, references, functions.
  .concat([
    Uint8Array.from([0xc7, 10, 6, 0x64, 1, 0xb8, 0x0b, 0, 0, 0, 0, 0, 0]),
    Uint8Array.from([0xc7, 10, 6, 0x42, 1, 64, 0, 0, 0, 1, 0, 0, 0]),
    Uint8Array.from([0xd6, 7, 0, 0, 0, 0]),
    Uint8Array.from([0xc7, 12, 10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    Uint8Array.from([0xd6, 11, 99, 0, 0, 0]),
  ]);

function mutate(random: () => number): Uint8Array {
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = () => corpus[below(corpus.length)] as Uint8Array;
  let bytes = [...pick()];
  // Two messages in an array, or one in the middle of the other.
  if (random() < 0.3) bytes = [0x92, ...bytes, ...pick()];
  if (random() < 0.2) bytes.splice(below(bytes.length), below(8), ...pick());
  for (let i = below(5); i > 0; i--) {
    const at = below(bytes.length);
    const kind = below(6);
    if (kind === 0) bytes[at] = below(256);
    else if (kind === 1) bytes[at] = (bytes[at] as number) ^ (1 << below(8));
    else if (kind === 2) bytes.splice(at, below(4));
    else if (kind === 3) bytes.splice(at, 0, ...Array.from({ length: below(5) }, () => below(256)));
    else if (kind === 4) bytes.length = at;
    // The leads of lengths, of all sizes, and of extensions.
    else bytes.splice(at, 1, 0xc4 + below(0x1c), ...(random() < 0.5 ? [0xff, 0xff, 0xff, 0xff] : []));
  }
  return Uint8Array.from(bytes);
}

/** Where the channel writes the arguments of synchronous calls: the core is told once, and again after this file's own. */
let ofTheChannel = new Uint8Array(0);
const setSyncArguments = binding.setSyncArguments.bind(binding);
binding.setSyncArguments = (bytes) => {
  ofTheChannel = bytes as Uint8Array<ArrayBuffer>;
  setSyncArguments(bytes);
};
callSync('echo', [1]);

const connection = channel();

/** Hands bytes to the core as the one argument of a call, past the encoder. The value or the error that it ended with. */
function echoBytes(value: Uint8Array, first = 0x91): unknown {
  const bytes = new Uint8Array(value.length + 1);
  bytes[0] = first;
  bytes.set(value, 1);
  setSyncArguments(bytes);
  let result: unknown;
  try {
    const outcome = binding.callSync(
      session.id,
      echo.id,
      bytes.length,
      false,
      attachments.length,
      attachments,
      0,
    );
    result =
      typeof outcome === 'object' && outcome !== null ? connection.readSync(session, outcome) : outcome;
  } catch (error) {
    result = error;
  } finally {
    setSyncArguments(ofTheChannel);
  }
  if (result instanceof Error) expect(result.name).toMatch(/^(ConversionError|PythonError)$/);
  return result;
}

it('reaches the decoder', () => {
  expect(echoBytes(encodeValue({ a: [1, 'x'] }))).toEqual({ a: [1, 'x'] });
  expect(echoBytes(encodeValue(2n ** 200n))).toBe(2n ** 200n);
  expect(
    (echoBytes(Uint8Array.from([0xc7, 10, 6, 0x64, 1, 0xb8, 0x0b, 0, 0, 0, 0, 0, 0])) as Float64Array).length,
  ).toBe(3000);
  expect(echoBytes(Uint8Array.from([0xc1]))).toMatchObject({ name: 'ConversionError', path: 'args[0]' });
});

it('decodes what the fuzzer has found to values or errors', () => {
  const messages = readFileSync(new URL('../../fuzz/corpus.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter(Boolean);
  expect(messages.length).toBeGreaterThan(50);
  for (const hex of messages) {
    try {
      echoBytes(Buffer.from(hex, 'hex'));
    } catch (error) {
      throw new Error(hex, { cause: error });
    }
  }
  expect(callSync('echo', [[1, 'a']])).toEqual([1, 'a']);
});

it(`decodes ${rounds} mutated messages to values or errors (SEED=${seed})`, () => {
  const random = randomNumbers(seed);
  let decoded = 0;
  for (let i = 0; i < rounds; i++) {
    const bytes = mutate(random);
    try {
      if (!(echoBytes(bytes) instanceof Error)) decoded++;
    } catch (error) {
      throw new Error(`SEED=${seed}, message ${i}: ${Buffer.from(bytes).toString('hex')}`, { cause: error });
    }
  }
  // Mutations that are all sound, or all broken at the first byte, would try little.
  expect(decoded).toBeGreaterThan(rounds / 20);
  expect(decoded).toBeLessThan(rounds * 0.9);
  expect(callSync('echo', [[1, 'a']])).toEqual([1, 'a']);
});

it(`decodes ${Math.trunc(rounds / 3)} messages of random bytes to values or errors (SEED=${seed})`, () => {
  const random = randomNumbers(seed + 1);
  for (let i = 0; i < rounds / 3; i++) {
    const bytes = Uint8Array.from({ length: 4 + random() * 60 }, () => random() * 256);
    // Extensions are rare among random bytes.
    if (i % 2) bytes.set([0xc7, bytes.length, random() * 13], 0);
    echoBytes(bytes, [0x91, 0x90 + Math.floor(random() * 8), 0xdd][i % 3]);
  }
  expect(callSync('echo', [[1, 'a']])).toEqual([1, 'a']);
});

it('reserves nothing on the word of a length', () => {
  // Arrays within arrays, each of which claims all the bytes that follow.
  const bytes = new Uint8Array(4_000_000).fill(0xc0);
  const view = new DataView(bytes.buffer);
  for (let level = 0; level < 400; level++) {
    bytes[level * 5] = 0xdd;
    view.setUint32(level * 5 + 1, bytes.length - 400 * 5 - 5);
  }
  const before = process.memoryUsage().rss;
  expect(echoBytes(bytes)).toMatchObject({ name: 'ConversionError' });
  expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
});

const oddities = `
import array, collections, ctypes, datetime, decimal, enum, io, itertools, mmap, random, types, uuid

class Str(str):
    def __str__(self): raise OSError
    def encode(self, *a): return 5
class Int(int):
    def __int__(self): return 'no'
    def bit_length(self): return 'no'
    __index__ = __int__
class Float(float):
    def __float__(self): return 'no'
class List(list):
    def __len__(self): return -5
    def __iter__(self): raise OSError
    def __getitem__(self, i): return self
class Tuple(tuple):
    def __len__(self): return 10**6
class Dict(dict):
    def items(self): return [(1, 2), (3,)]
class Items(dict):
    def items(self): return iter([(self, 1)])
class Endless(dict):
    def items(self): return itertools.chain([('a', 1)], [('b', 2)])
class Set(set):
    def __iter__(self): return itertools.chain([1], [[self]])
class Frozen(frozenset):
    def __iter__(self): raise ValueError('iter')
class Bytes(bytes):
    def __len__(self): return -1
class Array(bytearray):
    def __len__(self): return 10**9
class Zone(datetime.tzinfo):
    def __init__(self, offset=None): self.offset = offset
    def utcoffset(self, when): return self.offset
class Meta(type):
    @property
    def __module__(cls): raise OSError
class Odd(metaclass=Meta): pass
class Shrinking(dict):
    def items(self):
        self.victim.clear()
        return []
class Growing(dict):
    def items(self):
        if isinstance(self.victim, dict):
            self.victim[object()] = 1
        else:
            self.victim += [1] * 100
        return []
class Awaitable:
    def __await__(self): return iter([])

def buffer(r):
    data = bytearray(r.randrange(256) for _ in range(r.choice([0, 1, 8, 24, 240, 4096, 70000 // 8 * 8, 70008])))
    view = memoryview(data)
    for _ in range(r.randrange(3)):
        try:
            kind = r.randrange(4)
            if kind == 0: view = view.cast('B').cast(r.choice('bBhHiIlLqQnNfdcP?'))
            elif kind == 1: view = view[r.randrange(-9, 9):r.choice([None, r.randrange(-9, 90)]):r.choice([1, 2, -1, -3, 7])]
            elif kind == 2: view = view.cast('B').cast('B', r.choice([[], [1], [0, 5], [len(data)], [2, len(data) // 2], [len(data) // 4, 2, 2]]))
            else: view.toreadonly()
        except (TypeError, ValueError, OverflowError): pass
    if r.random() < 0.1: view.release()
    return view

def scalar(r):
    return r.choice([
        lambda: None, lambda: True, lambda: r.randrange(-2**70, 2**70), lambda: r.random() * 10**r.randrange(300),
        lambda: float('nan'), lambda: '\\ud800' * r.randrange(5) + 'x', lambda: chr(r.randrange(0x110000)) * r.randrange(50),
        lambda: Str('s\\udc00'), lambda: Int(2**80), lambda: Int(5), lambda: Float(1.5), lambda: Bytes(b'ab'), lambda: Array(b'ab'),
        lambda: Array(bytes(70000)), lambda: bytes(70000), lambda: object(), lambda: Odd(), lambda: Odd, lambda: ..., lambda: r.choice,
        lambda: decimal.Decimal('1.5'), lambda: uuid.UUID(int=5), lambda: 1j, lambda: datetime.date(1, 1, 1),
        lambda: datetime.datetime(r.randrange(1, 10000), 1, 1), lambda: datetime.datetime.max,
        lambda: datetime.datetime(2000, 1, 1, tzinfo=Zone()), lambda: datetime.datetime(1, 1, 1, tzinfo=Zone(datetime.timedelta(hours=23))),
        lambda: datetime.datetime(1, 1, 1, tzinfo=Zone('no')), lambda: array.array(r.choice('bBhHiIlLqQfdu'), []),
        lambda: array.array('d', [1] * 9000), lambda: (ctypes.c_int * 5)(), lambda: ctypes.c_double(5), lambda: ctypes.create_string_buffer(5),
        lambda: (ctypes.c_int16.__ctype_be__ * 3)(), lambda: ((ctypes.c_int * 2) * 3)(), lambda: mmap.mmap(-1, 100), lambda: memoryview(io.BytesIO(b'x').getvalue()),
        lambda: buffer(r), lambda: buffer(r), lambda: Awaitable(), lambda: types.SimpleNamespace(a=1), lambda: ValueError('x'),
        lambda: (x for x in []), lambda: enum.IntFlag('F', 'A B')(3), lambda: collections.namedtuple('P', 'x')(1),
    ])()

def make(r, depth):
    if depth == 0 or r.random() < 0.3: return scalar(r)
    inner = lambda: make(r, depth - 1)
    kind = r.randrange(14)
    size = r.choice([0, 1, 2, 4, 40 if depth == 1 else 3])
    if kind < 3: value = [inner() for _ in range(size)]
    elif kind == 3: return tuple(inner() for _ in range(size))
    elif kind == 4: return {str(i): inner() for i in range(size)}
    elif kind == 5:
        value = {}
        for _ in range(size):
            try: value[inner()] = inner()
            except Exception: pass
        return value
    elif kind == 6: return List([inner()])
    elif kind == 7: return Tuple([inner()])
    elif kind == 8: return r.choice([Dict, Items, Endless])(a=inner())
    elif kind == 9: return r.choice([Set, Frozen, set, frozenset])([1, 'a'])
    elif kind == 10: return [r.random() for _ in range(40)] + [r.choice([1, None, 2**60, Int(5), Float(1.5)])]
    elif kind == 11: return list(range(40)) + [r.choice([1, True, 2**60, 'x'])]
    else:
        evil = r.choice([Shrinking, Growing])(a=1)
        value = r.choice([lambda: [evil, 1, 2, inner()], lambda: {'e': evil, 'f': inner()}, lambda: {1: evil, 'f': inner()}])()
        evil.victim = value
        return value
    if r.random() < 0.05: value.append(value)
    return value

def one(seed):
    return make(random.Random(seed), 3)
`;
await session.broadcast(runtime.functionKey('pyloom._defined', 'define'), ['oddities', oddities], {
  remember: 'oddities',
});

it.each(modes)(`encodes odd objects to values or errors, in $name (SEED=${seed})`, async (mode) => {
  // No ctypes in sub-interpreters of 3.12.
  if (mode.name === 'a work lane' && runtime.version.startsWith('3.12.')) return;
  const failures = new Map<string, number>();
  for (let i = 0; i < rounds / 30; i++) {
    try {
      const value = await mode.run('oddities', 'one', [seed + i]);
      // What can be read can be sent again, or is refused with a path.
      await mode.call('echo', [value]);
    } catch (error) {
      const { name } = error as Error;
      if (name !== 'ConversionError' && name !== 'PythonError')
        throw new Error(`SEED=${seed + i}`, { cause: error });
      failures.set(name, (failures.get(name) ?? 0) + 1);
    }
  }
  expect(failures.get('ConversionError')).toBeGreaterThan(0);
  expect(await mode.call('echo', [[1, 'a']])).toEqual([1, 'a']);
});
