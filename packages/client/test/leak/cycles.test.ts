import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const program = join(import.meta.dirname, '../fixtures/run.mjs');

/** V8's young generation would grow by 8 and 16 MB at some time and hide what is looked for. */
const v8 = ['--expose-gc', '--max-semi-space-size=1'];

function run(body: string): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...v8, program, body], {
      timeout: 140_000,
      killSignal: 'SIGKILL',
    });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      err += text;
    });
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

it('stays as it was over a thousand clients that come and go', async () => {
  const { code, out, err } = await run(`
    const { createPython } = client;
    async function cycle(i) {
      const py = await createPython({ stdout: () => {}, converters: { 'decimal.Decimal': 'str' } });
      py.registerFunction('twice', (n) => n * 2);
      await py.defineModule('cycling', 'import pyloom\\ndef ask(n): return pyloom.twice(n)');
      if ((await py.call('cycling', 'ask', [i])) !== 2 * i) throw new Error('a wrong answer');
      py.callSync('math', 'sqrt', [i]);
      const context = await py.context();
      await context.exec('x = ' + i);
      await context.close();
      await py.eval('__import__("decimal").Decimal(1)');
      await py.close();
    }
    let cycles = 0;
    // The lowest of some rounds: what a collector has not got round to yet is no growth.
    async function plateau(rounds) {
      let lowest = Infinity;
      for (let round = 0; round < rounds; round += 1) {
        for (let i = 0; i < 25; i += 1) await cycle((cycles += 1));
        for (let i = 0; i < 4; i += 1) globalThis.gc();
        await new Promise(setImmediate);
        lowest = Math.min(lowest, process.memoryUsage.rss());
      }
      return lowest / 2 ** 20;
    }
    const listeners = () => process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
    // Every interpreter there may be: on a busy machine the second one starts at any time, and is no leak.
    const busy = await createPython();
    await busy.parallel(Array.from({ length: 2 * busy.numExecutors }, () => ['time', 'sleep', [0.05]]));
    await busy.close();
    await plateau(40); // Node 24 reaches its size within a thousand of them
    const before = [await plateau(8), listeners()];
    await plateau(16);
    const after = [await plateau(8), listeners()];
    const last = await createPython();
    const { allocatedBlocks } = await last.memoryStats();
    console.log(JSON.stringify({ cycles, grown: after[0] - before[0], listeners: after[1] - before[1], lanes: last.stats().lanes.length, allocatedBlocks }));
  `);
  expect({ code, err }).toEqual({ code: 0, err: '' }); // no MaxListenersExceededWarning, for one
  const result = JSON.parse(out);
  expect(result).toMatchObject({ cycles: 1800, listeners: 0 });
  expect(result.grown, 'MiB over 600 clients').toBeLessThan(4);
  expect(result.lanes).toBeLessThan(20);
});
