import { expect, it } from 'vitest';
import { runModule } from './run-node';

const ended = (code: number, stdout = '') => ({ code, signal: null, stdout, stderr: '' });

it('lets the process end with an idle semaphore', async () => {
  const outcome = await runModule(`
    const semaphore = new Semaphore({ max: 2 });
    (await semaphore.acquire()).release();
    process.on('exit', () => console.log(semaphore.current));
  `);
  expect(outcome).toEqual(ended(0, '0\n'));
});

it('lets the process end with permits out and nothing but waiters', async () => {
  const outcome = await runModule(`
    const semaphore = new Semaphore({ max: 1 });
    await semaphore.acquire();
    semaphore.acquire().then(() => console.log('a permit'));
    semaphore.acquire({ signal: new AbortController().signal });
    semaphore.acquire({ timeout: 3_600_000 });
    process.on('exit', () => console.log(semaphore.waiting));
  `);
  expect(outcome).toEqual(ended(0, '3\n'));
});

it('serves waiters for as long as something else keeps the process', async () => {
  const outcome = await runModule(`
    const semaphore = new Semaphore({ max: 1 });
    await semaphore.acquire();
    semaphore.acquire({ timeout: 5 }).catch((error) => console.log(error.code));
    setTimeout(() => {}, 200);
  `);
  expect(outcome).toEqual(ended(0, 'ERR_PYLOOM_OVERLOADED\n'));
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
