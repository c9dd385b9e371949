import { beforeEach, describe, expect, it } from 'vitest';
import { ClosedError, ConversionError } from '../../src';
import { type ReferenceHandle, referenceSymbol } from '../../src/values/reference';
import { pools } from '../support/python';
import { collectUntil } from './collect-garbage';
import { callIn, callSync, lastHeard, type Mode, modes, runtime, session, setAnswer } from './modes';
import { expectSame } from './same';

interface Ref {
  readonly [referenceSymbol]: ReferenceHandle;
}

const source = `
import gc
import weakref

class Thing:
    # Not counted by __del__, in which a call that is cancelled may be interrupted.
    known = []
    def __init__(self):
        Thing.known.append(weakref.ref(self))

def make():
    return Thing()

def make_many(n):
    return [Thing() for _ in range(n)]

def make_and_fail(after):
    return [Thing(), {'a': Thing()}, after()]

def cyclic():
    a = []
    a.append(a)
    return a

def raising():
    class D(dict):
        def items(self):
            raise OSError('items')
    return D()

def alive():
    gc.collect()
    Thing.known[:] = [reference for reference in Thing.known if reference() is not None]
    return len(Thing.known)
`;
await session.broadcast(runtime.functionKey('pyloom._defined', 'define'), ['things', source], {
  remember: 'things',
});

function release(...refs: Ref[]): void {
  for (const ref of refs) ref[referenceSymbol].release();
}

describe.each(modes)('in $name', (mode: Mode) => {
  const alive = () => mode.run('things', 'alive');
  const noneAlive = async () => (await alive()) === 0;

  beforeEach(() => collectUntil(noneAlive, 'no Thing is left over from an earlier test'));

  it('passes the very object back', async () => {
    const thing: Ref = await mode.run('things', 'make');
    expect(thing[referenceSymbol].typeName).toBe('things.Thing');
    expect(thing[referenceSymbol].interpreter === 0).toBe(mode.name !== 'a work lane');
    expect(await mode.call('check', [[thing, { again: thing }], 'value[0] is value[1]["again"]'])).toBe(true);
    expect(await mode.call('check_key', ['type(value).__name__ == "Thing"'], { key: thing })).toBe(true);
    setAnswer([thing]);
    expect(await mode.call('check_answer', ['type(value[0]).__name__ == "Thing"'])).toBe(true);
    release(thing);
  });

  it('gives an object a handle of its own each time it comes, and frees it after the last', async () => {
    const first: Ref = await mode.run('things', 'make');
    const second: Ref = await mode.call('echo', [first]);
    expect(second[referenceSymbol].handle).not.toBe(first[referenceSymbol].handle);
    release(first);
    expect(await alive()).toBe(1);
    expect(await mode.call('check', [second, 'type(value).__name__ == "Thing"'])).toBe(true);
    release(second);
    await collectUntil(noneAlive, 'every Thing is freed');
  });

  it('refuses a reference that was released', async () => {
    const thing: Ref = await mode.run('things', 'make');
    release(thing);
    expect(thing[referenceSymbol].released).toBe(true);
    release(thing);
    await expect(mode.call('echo', [[thing]])).rejects.toThrow(ClosedError);
    await expect(mode.call('echo', [[thing]])).rejects.toThrow('things.Thing has been disposed of');
    await collectUntil(noneAlive, 'every Thing is freed');
  });

  it('frees ten thousand of them', async () => {
    const many: Ref[] = await mode.run('things', 'make_many', [10_000]);
    expect(await alive()).toBe(10_000);
    release(...many);
    await collectUntil(noneAlive, 'every Thing is freed');
  });

  it.each(['cyclic', 'raising'])('frees those beside a value that does not cross (%s)', async (what) => {
    const bad: Ref = await mode.call('make', [`__import__("things").${what}`]);
    await expect(mode.run('things', 'make_and_fail', [bad])).rejects.toThrow(/contains itself|items/);
    await collectUntil(noneAlive, 'every Thing is freed');
    release(bad);
  });

  it('hands them to JavaScript functions, which may keep them', async () => {
    await mode.call('tell', ['[__import__("things").make()]']);
    const [thing] = lastHeard() as [Ref];
    expect(await alive()).toBe(1);
    expect(await mode.call('check', [thing, 'type(value).__name__ == "Thing"'])).toBe(true);
    release(thing);
    await collectUntil(noneAlive, 'every Thing is freed');
  });

  it('keeps an object that Python keeps as well', async () => {
    const thing: Ref = await mode.call('make', ['kept.setdefault("thing", __import__("things").make())']);
    release(thing);
    expect(await mode.call('look', ['thing', 'type(value).__name__'])).toBe('Thing');
    await mode.call('drop', ['thing']);
    await collectUntil(noneAlive, 'every Thing is freed');
  });

  it('uses the converters of the session, and no others', async () => {
    const make =
      'import decimal, datetime, uuid\n[decimal.Decimal("1.50"), {"d": datetime.date(2024, 2, 29)}, uuid.UUID(int=1), datetime.datetime(2024, 1, 1), 5, "x"]';
    session.setConverters({
      'decimal.Decimal': 'str',
      'datetime.date': 'isoformat',
      'uuid.UUID': 'repr',
      'datetime.datetime': 'isoformat',
      int: 'str',
    });
    try {
      expect(await mode.call('make', [make])).toEqual([
        '1.50',
        { d: '2024-02-29' },
        "UUID('00000000-0000-0000-0000-000000000001')",
        '2024-01-01T00:00:00',
        '5',
        'x',
      ]);
      await mode.call('tell', ['import decimal\ndecimal.Decimal(1)']);
      expect(lastHeard()).toBe('1');
      session.setConverters({ Odd: 'str', 'values.Odd': 'str', '?': 'str' });
      await expect(
        mode.call('make', [
          'class Odd:\n  __module__ = "values"\n  def __str__(self): raise KeyError("no text")\n[Odd()]',
        ]),
      ).rejects.toMatchObject({ type: 'KeyError' });
      session.setConverters({ 'datetime.timedelta': 'isoformat' });
      await expect(mode.call('make', ['import datetime\ndatetime.timedelta(1)'])).rejects.toMatchObject({
        type: 'AttributeError',
      });
    } finally {
      session.setConverters({});
    }
    const back: Ref = await mode.call('make', ['import decimal\ndecimal.Decimal(1)']);
    expect(back[referenceSymbol].typeName).toBe('decimal.Decimal');
    release(back);
  });

  it('may call Python while a result is being read', async () => {
    session.setReferenceFactory((reference) => {
      const inner = callSync('make', [`[${'"x" * 1000, '.repeat(100)}1]`]);
      reference.release();
      return inner.length;
    });
    try {
      const value = await mode.call('make', [
        '[object(), "a" * 500, bytes(100000), object(), bytes(200000)]',
      ]);
      if (mode.name === 'a work lane') expect(value[0]).toBe(101);
      expectSame(value, [101, 'a'.repeat(500), Buffer.alloc(100_000), 101, Buffer.alloc(200_000)]);
    } finally {
      session.setReferenceFactory((reference) => reference);
    }
  });
});

it('gives up the references of a call that was cancelled', async () => {
  const mode = modes[0] as Mode;
  const key = runtime.functionKey('things', 'make_many');
  const fail = (error: unknown) => expect.unreachable(String(error));
  // A call may have been quick enough to be answered before.
  const settler = {
    resolve: (things: unknown) => release(...(things as Ref[])),
    reject: fail,
    reroute: fail,
  };
  for (let i = 0; i < 20; i++) {
    const id = session.submit({ key, args: [100], pool: 'home' }, settler);
    // Some before they run, some while, some after: nobody reads any of them.
    await new Promise((resolve) => (i % 3 ? setImmediate(resolve) : resolve(undefined)));
    session.cancel(id);
  }
  await collectUntil(
    async () => (await mode.run('things', 'alive')) === 0,
    'the Things of cancelled calls are gone',
  );
});

it.skipIf(pools.length === 1)('refuses objects of two interpreters in one call', async () => {
  const home = (await callIn('home', 'things', 'make')) as Ref;
  const work = (await callIn('work', 'things', 'make')) as Ref;
  const both = callIn('home', 'values', 'echo', [[home, { x: [work] }]]);
  await expect(both).rejects.toThrow(ConversionError);
  await expect(both).rejects.toMatchObject({ path: 'args[0][1].x[0]' });
  await expect(both).rejects.toThrow(
    /is a things\.Thing of sub-interpreter \d+, but this call has a things\.Thing of the main interpreter already/,
  );
  expect(() => callSync('echo', [work])).toThrow(ConversionError);
  // What a JavaScript function returns may be of the wrong interpreter too: there it is an exception.
  setAnswer([work]);
  await expect(callIn('home', 'values', 'check_answer', ['True'])).rejects.toMatchObject({
    type: 'ConversionError',
    pythonMessage: expect.stringMatching(/^result\[0\]: it is a Python object of sub-interpreter \d+/),
  });
  expect(await callIn('home', 'values', 'check', [home, 'type(value).__name__ == "Thing"'])).toBe(true);
  release(home, work);
});
