// For ThreadSanitizer (scripts/sanitize.mjs thread core-native) above all: every place where threads meet, many times over.
import { expect, it } from 'vitest';
import { pools } from '../support/python';
import { runModule } from '../support/run-child';

const rounds = Number(process.env.STRESS_ROUNDS ?? (process.env.PYLOOM_SANITIZER ? 20 : 4));

const mixture = `
import asyncio, pyloom

class Thing:
    pass

def same(value):
    return value

def ask(name, n):
    return pyloom.call(name, n)

async def sleep(n):
    await asyncio.sleep(0)
    return await pyloom.call_async('later', n)

def thing():
    return Thing()

def name(thing):
    return type(thing).__name__

def fail():
    raise ValueError('as it should')

def spin():
    while True:
        pass
`;

it.each(pools)(
  'gives every thread its own answers in the pool %s, while others end in the middle',
  async (pool) => {
    const { code, signal, stdout, stderr } = await runModule(
      `
      const py = await open({ size: 3 });
      await py.define('mixture', ${JSON.stringify(mixture)});
      const mix = { pool: '${pool}', rounds: ${rounds} };
      const workers = await Promise.all(Array.from({ length: 3 }, () => startWorker()));
      const mixes = workers.map((worker) => worker.ask('mix', mix));
      // Meanwhile others come, and go in the middle of theirs.
      for (let i = 0; i < 3; i += 1) {
        const worker = await startWorker();
        worker.ask('mix', { ...mix, rounds: 1e6 }).catch(() => {});
        await worker.ask('call', { pool: '${pool}', module: 'math', name: 'sqrt', args: [4] });
        await worker.terminate();
      }
      console.log(JSON.stringify(await Promise.all(mixes)));
      await Promise.all(workers.map((worker) => worker.terminate()));
      console.log(await py.call('${pool}', 'math', 'sqrt', [9]), py.runtime.stats().sessions);
      `,
      { deadline: 300_000 },
    );
    expect({ code, signal, stdout, stderr }).toEqual({
      code: 0,
      signal: null,
      stdout: '[[],[],[]]\n3 1\n',
      stderr: '',
    });
  },
);
