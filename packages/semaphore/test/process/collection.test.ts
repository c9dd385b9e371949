import { expect, it } from 'vitest';
import { moduleRunner } from '../../../../testing/run-module.ts';

const runModule = moduleRunner(
  new URL('../..', import.meta.url),
  "import { Semaphore } from '@pyloom/semaphore'",
);

const untilCollected = `
  /** Collects garbage until the condition holds. */
  async function until(condition) {
    for (let round = 0; round < 1000; round += 1) {
      if (condition()) return;
      globalThis.gc();
      await new Promise(setImmediate);
    }
    throw new Error('still not so: ' + condition);
  }
  const opens = (options) => {
    try {
      return Boolean(new Semaphore(options));
    } catch {
      return false;
    }
  };
`;

const run = (source: string) => runModule(untilCollected + source, '--expose-gc');
const fine = { code: 0, signal: null, stdout: '', stderr: '' };

it('forgets a name once nobody has its semaphore', async () => {
  const outcome = await run(`
    new Semaphore({ name: 'short-lived', max: 3 });
    await until(() => opens({ name: 'short-lived', max: 4 }));
  `);
  expect(outcome).toEqual(fine);
});

it('remembers a name while a permit of it is out, or somebody waits', async () => {
  const outcome = await run(`
    const permit = new Semaphore({ name: 'with a permit', max: 1 }).tryAcquire();
    const waiter = new Semaphore({ name: 'with a permit' }).acquire();
    new Semaphore({ name: 'counted by hand', max: 1 }).tryTake();
    new Semaphore({ name: 'control', max: 1 });
    await until(() => opens({ name: 'control', max: 2 }));
    if (opens({ name: 'with a permit', max: 2 })) throw new Error('the name with a permit was forgotten');
    const again = new Semaphore({ name: 'counted by hand' });
    if (again.current !== 1) throw new Error('the permit of tryTake() was forgotten');
    again.give();
    if (again.current !== 0) throw new Error('the permit of tryTake() could not be given back');
    permit.release();
    (await waiter).release();
  `);
  expect(outcome).toEqual(fine);
});
