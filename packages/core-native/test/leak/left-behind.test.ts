import { describe, expect, it } from 'vitest';
import { python } from '../support/python';
import { runModule } from '../support/run-child';

const preamble = `
  import { setImmediate as turn } from 'node:timers/promises';
  const py = await open({ size: 2 });
  const { session, runtime } = py;
  await py.define('things', \`
import sys, time, weakref, pyloom
class Thing: pass
def same(value): return value
def make(n): return 'x' * n
def ask(name, value): return pyloom.call(name, value)
def length_of(name, n): return len(pyloom.call(name, n))
def things(n): return [Thing() for _ in range(n)]
def late_things(n):
    time.sleep(0.05)
    return things(n)
def stream(): yield from things(3)
def bound(): pass
def holders(): return sys.getrefcount(bound)
\`);
  const call = (name, ...args) => py.call('home', 'things', name, args);
  /** Waits until it is so; collects meanwhile. */
  async function eventually(what, check) {
    for (let i = 0; i < 2000; i += 1) {
      globalThis.gc();
      await turn();
      if (await check()) return;
    }
    throw new Error('never: ' + what);
  }
`;

async function run(source: string): Promise<string> {
  const { code, signal, stdout, stderr } = await runModule(preamble + source, {
    nodeOptions: ['--expose-gc'],
  });
  expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' });
  return stdout;
}

const megabytes = 48;
/** A free-threaded Python keeps the memory of large texts by itself: plain 3.13t is 96 MiB larger after two of them. */
const seesResident = !python.freeThreadedBuild;
const ways: [string, string][] = [
  ['an argument', `await call('same', text()).then(({ length }) => length)`],
  ['a result', `await call('make', size)`],
  ['an argument of a host function', `await call('length_of', 'give', size)`],
  [
    'a result of a host function',
    `await call('ask', 'take', 'x').then(() => call('length_of', 'give', size))`,
  ],
  ['an argument of callSync', `py.callSync('things', 'same', [text()])`],
  ['a result of callSync', `py.callSync('things', 'make', [size])`],
  ['a host function within callSync', `py.callSync('things', 'length_of', ['give', size])`],
  ['a bound function', `make(size)`],
];

describe.each(ways)('the buffers of one large message, %s,', (_what, send) => {
  it('are not kept for small ones', async () => {
    await run(`
      const size = ${megabytes} * 2 ** 20;
      const text = () => 'x'.repeat(size);
      session.registerHostFunction('give', (n) => 'x'.repeat(n));
      session.registerHostFunction('take', () => 0);
      const make = session.bindSync(runtime.functionKey('things', 'make'));
      const small = async () => {
        await call('ask', 'take', 'x');
        py.callSync('things', 'ask', ['take', 'x']);
        py.callSync('things', 'same', [[1]]);
      };
      await small();
      globalThis.gc();
      const before = process.memoryUsage();
      ${send};
      await small();
      await eventually('memory is given back', () => {
        const { arrayBuffers, rss } = process.memoryUsage();
        const given = !${seesResident} || rss - before.rss < size / 2;
        return given && arrayBuffers - before.arrayBuffers < 2 ** 22;
      });
      session.close();
    `);
  });
});

it('forgets functions that were bound, when nobody can call them any more', async () => {
  await run(`
    const key = runtime.functionKey('things', 'bound');
    let kept = session.bindSync(key);
    const before = await call('holders');
    for (let round = 0; round < 3; round += 1) {
      for (let i = 0; i < 100; i += 1) kept = session.bindSync(key);
      await eventually('only one is left', async () => (await call('holders')) === before);
      kept();
    }
  `);
});

describe('Python objects of a result that nobody gets', () => {
  it('are given up when a host function of the same batch aborts the call', async () => {
    await run(`
      let aborted;
      session.registerHostFunction('abort', () => session.cancel(aborted.id));
      for (let round = 0; round < 3; round += 1) {
        const asked = call('ask', 'abort', 0);
        aborted = py.submit('home', 'things', 'late_things', [5]);
        await null;
        // Both wait in one batch, the host call in front.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
        await asked;
      }
      await eventually('all are given up', () => runtime.stats().references === 0);
    `);
  });

  it('are given up when one of them cannot be made a value', async () => {
    await run(`
      let made = 0;
      session.setReferenceFactory((handle) => {
        made += 1;
        handle.release();
        if (made % 2 === 0) throw new Error('no');
        return made;
      });
      for (let round = 0; round < 3; round += 1) {
        console.log(await call('things', 5).catch((error) => error.message));
      }
      await eventually('all are given up', () => runtime.stats().references === 0);
    `);
  });
});
