import { expect, it } from 'vitest';
import { moduleRunner } from '../../../../testing/run-module.ts';

const runModule = moduleRunner(
  new URL('../..', import.meta.url),
  "import { Semaphore } from '@pyloom/semaphore'",
);

const ended = (code: number, stdout = '') => ({ code, signal: null, stdout, stderr: '' });

it('lets the process end with an idle semaphore', async () => {
  const outcome = await runModule(`
    const semaphore = new Semaphore({ max: 2 });
    (await semaphore.acquire()).release();
    process.on('exit', () => console.log(semaphore.current));
  `);
  expect(outcome).toEqual(ended(0, '0\n'));
});

it('lets the process end with permits out and nothing but waiters that nobody else could serve', async () => {
  const outcome = await runModule(`
    const semaphore = new Semaphore({ max: 1 });
    await semaphore.acquire();
    semaphore.acquire().then(() => console.log('a permit'));
    semaphore.acquire({ signal: new AbortController().signal });
    process.on('exit', () => console.log(semaphore.waiting));
  `);
  expect(outcome).toEqual(ended(0, '2\n'));
});

it('keeps the process for a wait with a time limit, which is all that it does', async () => {
  const outcome = await runModule(`
    const semaphore = new Semaphore({ max: 1 });
    await semaphore.acquire();
    console.log(await semaphore.acquire({ timeout: 50 }).catch((error) => error.code));
    console.log(await semaphore.run(() => {}, { timeout: 50 }).catch((error) => error.code));
    setTimeout(() => semaphore.give(), 20).unref();
    await semaphore.take({ timeout: 3_600_000 });
    console.log('a permit');
  `);
  expect(outcome).toEqual(ended(0, 'ERR_PYLOOM_OVERLOADED\nERR_PYLOOM_OVERLOADED\na permit\n'));
});

it('keeps the process for a wait that ends by its signal, and no longer', async () => {
  const outcome = await runModule(`
    const semaphore = new Semaphore({ max: 1, name: 'aborted' });
    await semaphore.acquire();
    const signal = AbortSignal.timeout(20);
    for (const options of [{ signal }, { signal, timeout: 3_600_000 }]) {
      console.log(await semaphore.acquire(options).catch((error) => error.name));
    }
  `);
  expect(outcome).toMatchObject(ended(0, 'TimeoutError\nTimeoutError\n'));
});

it('keeps the process for a wait that another thread may end, which keeps nothing alive itself', async () => {
  const outcome = await runModule(`
    const semaphore = new Semaphore({ name: 'given by another', max: 1 });
    const source = \`
      const { parentPort } = require('node:worker_threads');
      const { Semaphore } = require('@pyloom/semaphore');
      const semaphore = new Semaphore({ name: 'given by another' });
      semaphore.tryTake();
      parentPort.postMessage('taken');
      setTimeout(() => semaphore.give(), 50);
    \`;
    const worker = new Worker(source, { eval: true, execArgv: [] });
    await new Promise((resolve) => worker.once('message', resolve));
    worker.unref();
    await semaphore.acquire();
    console.log('a permit');
  `);
  expect(outcome).toEqual(ended(0, 'a permit\n'));
});

it('leaves by process.exit() at once, with threads that wait, hold and work', async () => {
  const outcome = await runModule(`
    const semaphore = new Semaphore({ name: 'exit', max: 2 });
    const source = \`
      const { parentPort } = require('node:worker_threads');
      const { Semaphore } = require('@pyloom/semaphore');
      const semaphore = new Semaphore({ name: 'exit' });
      semaphore.tryTake();
      semaphore.acquire();
      parentPort.postMessage('ready');
      for (;;) if (semaphore.tryTake()) semaphore.give();
    \`;
    let ready = 0;
    for (let index = 0; index < 3; index += 1) {
      new Worker(source, { eval: true, execArgv: [] }).on('message', () => {
        ready += 1;
        if (ready === 3) process.exit(7);
      });
    }
  `);
  expect(outcome).toEqual(ended(7));
});

it('ends with the code 13 of Node when the main module awaits a permit that cannot come', async () => {
  const outcome = await runModule(`
    const semaphore = new Semaphore({ max: 1 });
    await semaphore.acquire();
    await semaphore.acquire();
  `);
  expect(outcome).toMatchObject({ code: 13, signal: null });
});
