import { describe, expect, it } from 'vitest';
import { pools } from '../support/python';
import { runModule } from '../support/run-child';

// Whoever limits calls wants to know how long they wait for a lane, apart from how long they run.
describe.each(pools)('a call in the pool %s', (pool) => {
  const loops = pool === 'home' ? 'asyncHome' : 'asyncWork';
  it.each([
    ['a lane', 'block', `{ pool: '${pool}', lane: py.runtime.reserveLane('${pool}') }`],
    ['an event loop', 'block_loop', `{ pool: '${loops}' }`],
  ])('tells how long it has waited for %s', async (_what, name, where) => {
    const { stdout, stderr } = await runModule(`
      const py = await open({ size: 1 });
      await py.define('waits', \`import time, pyloom
def block(seconds):
    pyloom.call('begun')
    time.sleep(seconds)
async def block_loop(seconds):
    block(seconds)
\`);
      const where = ${where};
      const submit = (args) => new Promise((resolve, reject) => {
        let wait;
        const key = py.runtime.functionKey('waits', '${name}');
        py.session.submit({ key, args, ...where }, {
          waited: (milliseconds) => { wait = milliseconds; },
          resolve: () => resolve(wait),
          reject,
          reroute: () => reject(new Error('rerouted')),
        });
      });
      // Has crossed while the first one is under way, before the time that it takes.
      let second;
      py.session.registerHostFunction('begun', async () => {
        second ??= submit([0]);
        await new Promise(setImmediate);
      });
      const first = await submit([0.05]);
      const behind = await second;
      console.log(typeof first, first >= 0, behind >= 50);
      process.exit();
    `);
    expect(stdout, stderr).toBe('number true true\n');
  });
});
