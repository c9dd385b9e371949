import { describe, expect, it } from 'vitest';
import { pools } from '../support/python';
import { runModule } from '../support/run-child';

const source = `
import asyncio
import threading
import pyloom

def down(depth):
    return 0 if depth == 0 else pyloom.call('down', depth - 1) + 1

def often(name, start, times):
    return all(pyloom.call(name, n) == n + 1 for n in range(start, start + times))

async def often_async(name, start, times):
    answers = await asyncio.gather(*[pyloom.call_async(name, n) for n in range(start, start + times)])
    return answers == [n + 1 for n in range(start, start + times)]

def in_threads(name, threads, times):
    right = []
    workers = [
        threading.Thread(target=lambda start=i * times: right.append(often(name, start, times)))
        for i in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return right == [True] * threads

def without_end():
    while True:
        pyloom.call('later', 1)

async def without_end_async():
    while True:
        await pyloom.call_async('later', 1)
`;

// As much at once as there can be: what it is for is to be run under ThreadSanitizer, and again and again.
describe.each(pools)('callbacks to and from the pool %s', (pool) => {
  it('give every answer to its asker while others are cancelled and threads end', async () => {
    const { code, signal, stdout, stderr } = await runModule(
      `
      const py = await open({ size: 2 });
      await py.define('stress', ${JSON.stringify(source)});
      const { session } = py;
      session.registerHostFunction('next', (n) => n + 1);
      session.registerHostFunction('later', async (n) => {
        await new Promise(setImmediate);
        return n + 1;
      });
      session.registerHostFunction('down', (depth) => py.call('${pool}', 'stress', 'down', [depth]));
      const call = (name, ...args) => py.call('${pool}', 'stress', name, args);
      let wrong = 0;
      const is = (expected) => (answer) => {
        if (answer !== expected) wrong += 1;
      };
      for (let round = 0; round < 6; round += 1) {
        const worker = await startWorker();
        await worker.ask('start', { pool: '${pool}', names: ['ask', 'busy'] });
        const asked = [];
        for (let i = 0; i < 10; i += 1) {
          asked.push(call('down', i).then(is(i)));
          asked.push(call('often', i % 2 ? 'next' : 'later', i, 20).then(is(true)));
          asked.push(call('often_async', i % 2 ? 'next' : 'later', i, 20).then(is(true)));
          if (i % 3 === 0) asked.push(call('in_threads', 'later', 4, 10).then(is(true)));
          const { id } = py.submit('${pool}', 'stress', i % 2 ? 'without_end' : 'without_end_async');
          setTimeout(() => session.cancel(id), i * 3);
        }
        if (py.callSync('stress', 'often', ['next', 0, 200]) !== true) wrong += 1;
        setTimeout(() => worker.terminate(), 10);
        await Promise.all(asked);
        await worker.terminate();
      }
      console.log(wrong);
      process.exit();
    `,
      { deadline: 140_000 },
    );
    expect({ code, signal, stdout, stderr }).toEqual({ code: 0, signal: null, stdout: '0\n', stderr: '' });
  });
});
