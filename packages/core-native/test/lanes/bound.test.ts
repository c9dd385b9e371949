// Whatever JavaScript asks for, a call ends: it runs where it is bound to, or is refused at once.
import { describe, expect, it } from 'vitest';
import { pools } from '../support/python';
import { runModule } from '../support/run-child';

/** `attempt(pool, where)` calls `math.sqrt` and gives its result, or the code of its error and its message. */
const preamble = `
  const py = await open({ size: 2 });
  const attempt = (pool, where, name = ['math', 'sqrt'], args = [16]) => new Promise((resolve) => {
    const reject = ({ code, message }) => resolve(code + ' ' + message);
    const reroute = (id, reason) => py.session.resubmit(id, { pool: reason === 'home' ? 'home' : 'asyncHome' });
    const key = py.runtime.functionKey(...name);
    try {
      py.session.submit({ key, args, pool, ...where }, { resolve, reject, reroute });
    } catch (error) {
      reject(error);
    }
  });
  const everyPool = ['home', 'work', 'asyncHome', 'asyncWork'];
`;

describe('a call that is bound', () => {
  it('to a lane or an interpreter that there is not is refused', async () => {
    const { stdout, stderr } = await runModule(`${preamble}
      for (const pool of everyPool) {
        console.log(await attempt(pool, { lane: 999 }), '|', await attempt(pool, { interpreter: 999 }));
      }
      process.exit();
    `);
    const refused =
      'ERR_PYLOOM_CLOSED There is no lane 999 | ERR_PYLOOM_CLOSED There is no interpreter 999\n';
    expect(stdout, stderr).toBe(refused.repeat(4));
  });

  it('to the main interpreter runs there, whichever pool was named', async () => {
    const { stdout, stderr } = await runModule(`${preamble}
      const where = ['_pyloom_core', 'interpreter_id'];
      for (const pool of everyPool) console.log(await attempt(pool, { interpreter: 0 }, where, []));
      process.exit();
    `);
    expect(stdout, stderr).toBe('0\n0\n0\n0\n');
  });

  it('by an argument runs where that is, coroutine functions too', async () => {
    const { stdout, stderr } = await runModule(`${preamble}
      await py.define('objects', 'class Thing: pass\\ndef make(): return Thing()\\nasync def make_on_loop(): return Thing()\\n'
        + 'import _pyloom_core\\ndef where(thing): return _pyloom_core.interpreter_id()\\nasync def where_on_loop(thing): return where(thing)');
      const things = [];
      for (const pool of ${JSON.stringify(pools)}) {
        things.push(await py.call(pool, 'objects', 'make'), await py.call(pool, 'objects', 'make_on_loop'));
      }
      for (const thing of things) {
        for (const name of ['where', 'where_on_loop']) {
          for (const pool of everyPool) {
            const found = await attempt(pool, {}, ['objects', name], [thing]);
            if (found !== thing.interpreter) console.log(pool, name, found, 'instead of', thing.interpreter);
          }
        }
      }
      console.log(things.length);
      process.exit();
    `);
    expect(stdout, stderr).toBe(`${pools.length * 2}\n`);
  });
});

it('a call for a pool that nobody has opened is refused', async () => {
  const { stdout, stderr } = await runModule(`
    const runtime = await core.loadRuntime(await core.findPython());
    const session = runtime.openSession();
    const key = runtime.functionKey('math', 'sqrt');
    for (const pool of ['home', 'work', 'asyncHome', 'asyncWork']) {
      console.log(await new Promise((resolve) => {
        session.submit({ key, args: [4], pool }, { resolve, reject: ({ code }) => resolve(code), reroute: resolve });
      }));
    }
    process.exit();
  `);
  expect(stdout, stderr).toBe('ERR_PYLOOM_CLOSED\n'.repeat(4));
});
