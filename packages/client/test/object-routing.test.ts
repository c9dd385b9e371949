import { beforeAll, describe, expect, it } from 'vitest';
import { ConversionError, kwargs, type PyRef, PythonError } from '../src/index';
import { clientForFile, rejection } from './support/client';

const py = await clientForFile();
const isolated = py.executionMode === 'subinterp';
/** A module of the standard library that refuses sub-interpreters. */
const refusing = 'readline';

const source = `
import asyncio, time
import _pyloom_core

class Thing:
    def __init__(self, value=0):
        self.value = value
    def plus(self, *others, **more):
        return self.value + sum(other.value for other in [*others, *more.values()])
    async def later(self, other):
        await asyncio.sleep(0)
        return self.value + other.value
    def echo(self, value):
        return value
    def __iter__(self):
        return iter([self.value, self])

def make(value=1): return Thing(value)
async def make_later(value=1): return Thing(value)
def total(*things, **more): return sum(thing.value for thing in [*things, *more.values()])
async def total_later(*things): return sum(thing.value for thing in things)
def deep(tree): return tree["list"][0][1].value
def each(*things):
    for thing in things: yield thing.value
async def each_later(*things):
    for thing in things: yield thing.value
def ask(name, *values):
    import pyloom
    return pyloom.call(name, *values).value
`;

beforeAll(async () => {
  await py.defineModule('meeting', source);
  await py.defineModule('meeting_at_home', `import ${refusing}\n${source}`);
  await py.exec(`${source}\nhere = Thing(5)`);
});

async function collect(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const items: unknown[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

/** Where an object came from, and how it is made. */
const origins: [string, () => Promise<PyRef>][] = [
  ['a lane', () => py.call('meeting', 'make', [5])],
  ["a loop's lane", () => py.call('meeting', 'make_later', [5])],
  ['a module object', async () => (await py.import('meeting')).make(5)],
  ['__main__', () => py.eval('here')],
  ['a module that runs at home', () => py.call('meeting_at_home', 'make', [5])],
];

describe.each(origins)('an object of %s goes where it is needed', (_origin, make) => {
  const ways: [string, (thing: PyRef) => Promise<unknown>][] = [
    ['call', (thing) => py.call('meeting', 'total', [thing, thing])],
    ['call of a coroutine function', (thing) => py.call('meeting', 'total_later', [thing, thing])],
    ['keyword arguments', (thing) => py.call('meeting', 'total', [], { kwargs: { a: thing, b: thing } })],
    ['func', (thing) => py.func('meeting', 'total')(thing, thing)],
    ['func.with', (thing) => py.func('meeting', 'total').with({ timeout: 5000 })(thing, thing)],
    ['a method', (thing) => thing.plus(thing)],
    ['a method, by keyword', (thing) => thing.plus(kwargs({ other: thing }))],
    ['a coroutine method', (thing) => thing.later(thing)],
    ['eval', (thing) => py.eval('[a.value, b.value] and a.value + b.value', { a: thing, b: thing })],
    [
      'parallel',
      async (thing) => {
        const outcomes = await py.parallel<number>([
          ['meeting', 'total', [thing]],
          ['meeting', 'total_later', [thing]],
        ]);
        return outcomes.reduce((sum, each) => sum + (each.status === 'fulfilled' ? each.value : 0), 0);
      },
    ],
  ];
  it.each(ways)('by %s', async (_way, use) => {
    expect(await use(await make())).toBe(10);
  });

  it('deep within a list of an object', async () => {
    expect(await py.call('meeting', 'deep', [{ list: [[0, await make()]] }])).toBe(5);
    const echoed = Promise.resolve((await make()).echo({ list: [await make()] }));
    expect(await echoed.catch(() => 'elsewhere')).toBeTruthy();
  });

  it('by streams', async () => {
    const thing = await make();
    expect(await collect(py.stream('meeting', 'each', [thing, thing]))).toEqual([5, 5]);
    expect(await collect(py.stream('meeting', 'each_later', [thing, thing]))).toEqual([5, 5]);
    expect(await collect(py.streamEval('[a.value, a.value]', { a: thing }))).toEqual([5, 5]);
    const [value, itself] = await collect(thing);
    expect(value).toBe(5);
    expect(await (itself as PyRef).value).toBe(5);
  });

  it('as an attribute', async () => {
    const thing = await make();
    await thing.$set('next', thing);
    expect(await thing.next.next.plus(thing)).toBe(10);
  });
});

describe('objects made through module objects and eval', () => {
  it('meet, whatever their modules', async () => {
    const { Decimal } = await py.import('decimal');
    const io = await py.import('io');
    const csv = await py.import('csv');
    const [a, b] = await Promise.all([Decimal('1.5'), Decimal('2.5')]);
    expect(await py.eval('str(a + b)', { a, b })).toBe('4.0');
    expect(await collect(await csv.reader(await io.StringIO('a,b\n1,2')))).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
    expect(await py.call('operator', 'is_', [a, a])).toBe(true);
    expect(await py.callSync<unknown>('operator', 'is_', [a, a])).toBe(true);
    expect(py.evalSync('str(a)', { a })).toBe('1.5');
  });

  it('run beside each other where they wait', async () => {
    const threading = await py.import('threading');
    const barrier = await threading.Barrier(4);
    await Promise.all([1, 2, 3, 4].map(() => barrier.wait(30)));
  });

  it('work with coroutine functions', async () => {
    const meeting = await py.import('meeting');
    const things = await Promise.all([meeting.make_later(1), meeting.make(2)]);
    expect(await meeting.total_later(...things)).toBe(3);
    expect(await meeting.total_later(...things)).toBe(3);
  });
});

describe('a host function', () => {
  it('hands an object back into the call that it serves', async () => {
    py.registerFunction('same', (thing: PyRef) => thing);
    const thing = await py.call<PyRef>('meeting', 'make', [7]);
    expect(await py.call('meeting', 'ask', ['same', thing])).toBe(7);
    py.registerFunction('other', () => py.call('meeting', 'total', [thing]));
    expect(await rejection(py.call('meeting', 'ask', ['other']))).toMatchObject({ type: 'AttributeError' });
  });
});

describe.runIf(isolated)('an object of another interpreter', () => {
  const onLane = () => py.call<PyRef>('meeting', 'make', [1]);
  const atHome = () => py.eval<PyRef>('here');

  it('is refused beside one of this, with its path, where both are from and what to do', async () => {
    const [lane, home] = [await onLane(), await atHome()];
    const attempts: [() => Promise<unknown>, string][] = [
      [() => py.call('meeting', 'total', [lane, home]), 'args[1]'],
      [() => py.call('meeting', 'total', [{ a: [lane] }], { kwargs: { b: [home] } }), 'kwargs.b[0]'],
      [() => lane.plus(1, home), 'args[1]'],
      [() => home.plus(lane), 'args[0]'],
      [() => home.plus(kwargs({ lane })), 'kwargs.lane'],
      [() => home.$set('value', lane), 'value'],
      [() => py.eval('a', { a: lane, b: home }), 'locals.b'],
      [() => collect(py.stream('meeting', 'each', [lane, home])), 'args[1]'],
    ];
    for (const [attempt, path] of attempts) {
      const error = await rejection(attempt());
      expect(error).toBeInstanceOf(ConversionError);
      expect(error.path).toBe(path);
      expect(error.message).toMatch(/ of (the main interpreter|sub-interpreter \d+), but this call has a /);
      expect(error.message).toContain('module objects (import, module) or eval');
    }
  });

  it('is refused by functions that run at home only, at once', async () => {
    const lane = await onLane();
    await py.defineModule('first_seen', `import ${refusing}\ndef f(thing): return 1`);
    for (const [module, name] of [
      ['__main__', 'total'],
      ['meeting_at_home', 'total'],
      ['first_seen', 'f'], // Not known yet to refuse sub-interpreters.
    ] as const) {
      const error = await rejection(py.call(module, name, [lane]));
      expect(error).toMatchObject({ code: 'ERR_PYLOOM_CONVERSION', path: 'args[0]' });
      expect(error.message).toContain(`${module}.${name} runs in the main interpreter only`);
    }
    expect(() => py.callSync('meeting', 'total', [lane])).toThrow(/this call runs in the main interpreter/);
    expect(() => py.evalSync('a', { a: lane })).toThrow(ConversionError);
    expect(() => py.func('meeting', 'total').sync(lane)).toThrow(ConversionError);
  });

  it('is refused by a context, which keeps to its lane', async () => {
    await using context = await py.context();
    const home = await atHome();
    for (const attempt of [
      context.call('meeting', 'total', [home]),
      context.eval('a', { a: home }),
      collect(context.stream('meeting', 'each', [home])),
    ]) {
      expect(await rejection(attempt)).toMatchObject({ code: 'ERR_PYLOOM_CONVERSION' });
    }
    const own = await context.call<PyRef>('meeting', 'make', [3]);
    expect(await context.call('meeting', 'total', [own, own])).toBe(6);
    expect(await py.call('meeting', 'total', [own, own])).toBe(6);
    await using home2 = await py.context({ home: true });
    expect(await home2.call('meeting', 'total', [home])).toBe(5);
  });

  it('that a host function returns is an error in Python', async () => {
    const home = await atHome();
    py.registerFunction('from_home', () => home);
    const error = await rejection(py.call('meeting', 'ask', ['from_home']));
    expect(error).toBeInstanceOf(PythonError);
    expect(error.message).toContain('main interpreter');
  });
});
