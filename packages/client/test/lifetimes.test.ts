import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PyRef } from '../src/index';
import { clientForFile, eventually, rejection } from './support/client';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const py = await clientForFile({ maxConcurrent: 1 });

beforeAll(() =>
  py.exec(`
import asyncio, time
class Model:
    alive = 0
    def __init__(self):
        Model.alive += 1
        self.inner = self
        self.bias = 1
    def __del__(self):
        Model.alive -= 1
    def predict(self, x, *others): return x * 2
    async def later(self, x):
        await asyncio.sleep(0)
        return x * 2
    def __iter__(self):
        return (i * 2 for i in range(20))
def predict(model, x): return model.predict(x)
def items(model): return iter(model)
def slow():
    time.sleep(0.02)
    yield 10
`),
);

/** Finalisers run in a turn of their own after a collection. */
async function withGarbageCollected<T>(promise: Promise<T>): Promise<T> {
  const timer = setInterval(collectGarbage, 4);
  try {
    return await promise;
  } finally {
    clearInterval(timer);
  }
}

/** Keeps the one permit for a while, so that what comes after has to wait for it. */
function occupy(): void {
  py.call('time', 'sleep', [0.02]).catch(() => {});
}

const make = () => py.eval<PyRef>('Model()');
// In an array: an attribute that an asynchronous function returns is awaited, which reads its value.
const methodOf = async () => [(await make()).predict];
const attributeOf = async () => [(await make()).inner.predict];
const boundCall = async () => [(await make()).predict.$call];
const iteratorOf = async () => (await make())[Symbol.asyncIterator]();
const nextOf = async () => {
  const iterator = await iteratorOf();
  return iterator.next();
};
async function last(iterable: AsyncIterable<unknown>): Promise<unknown> {
  let item: unknown;
  for await (const each of iterable) item = each;
  return item;
}

const ways: [string, unknown, () => Promise<unknown>][] = [
  ['a pending method', 10, async () => (await make()).predict(5)],
  ['a pending coroutine', 10, async () => (await make()).later(5)],
  ['a pending read', 1, async () => (await make()).$get('bias')],
  ['an awaited attribute', 1, async () => (await make()).bias],
  ['a method closure', 10, async () => (await methodOf())[0](5)],
  ['an attribute of an attribute', 10, async () => (await attributeOf())[0](5)],
  ['call, taken off the reference', 10, async () => (await boundCall())[0]([5])],
  ['a call that has it as argument', 10, async () => py.call('__main__', 'predict', [await make(), 5])],
  [
    'a keyword argument',
    10,
    async () => py.call('__main__', 'predict', [], { kwargs: { x: 5, model: await make() } }),
  ],
  ['a local of eval', 10, async () => py.eval('m.predict(5)', { m: await make() })],
  [
    'a call of parallel',
    10,
    async () => {
      const [outcome] = await py.parallel([['__main__', 'predict', [await make(), 5]]]);
      return outcome?.status === 'fulfilled' && outcome.value;
    },
  ],
  ['the arguments of a stream', 38, async () => last(py.stream('__main__', 'items', [await make()]))],
  ['a loop over it', 38, async () => last(await make())],
  [
    'its iterator',
    38,
    async () => last({ [Symbol.asyncIterator]: await iteratorOf().then((it) => () => it) }),
  ],
  ['the pending step of its iterator', 0, async () => (await nextOf()).value],
  ['the pending step of a stream', 10, async () => (await py.stream('__main__', 'slow').next()).value],
  ['a call in a context', 10, async () => (await py.context({ home: true })).eval('5 * 2')],
  ['a stream in a context', 19, async () => last((await py.context()).streamEval('range(20)'))],
];

describe.each(['with a permit', 'waiting for a permit'])('%s', (state) => {
  it.each(ways)('an object lives for %s', async (_way, outcome, use) => {
    for (let round = 0; round < 2; round++) {
      if (state !== 'with a permit') occupy();
      expect(await withGarbageCollected(use())).toBe(outcome);
    }
  });
});

it('an object that is disposed of stays for what was started through it', async () => {
  occupy();
  let started: Promise<unknown>[] = [];
  {
    await using model = await make();
    occupy();
    started = [
      model.predict(5),
      model.later(5),
      Promise.resolve(model.bias),
      Promise.resolve(model.$get('bias')),
      model.inner.predict(5),
    ];
    await Promise.resolve(); // An attribute is read once it is waited for.
    await model[Symbol.asyncDispose]();
    expect(await rejection(model.predict(5))).toMatchObject({ code: 'ERR_PYLOOM_CLOSED' });
  }
  expect(await Promise.all(started)).toEqual([10, 10, 1, 1, 10]);
});

it('objects go when nothing needs them any more', async () => {
  await withGarbageCollected(
    eventually(() => py.eval<boolean>('__import__("gc").collect() * 0 or Model.alive == 0'), 'all are gone'),
  );
});
