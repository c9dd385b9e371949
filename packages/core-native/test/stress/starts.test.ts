// Threads that come and go by the thousand: STRESS_STARTS=3000 for the long form.
import { expect, it } from 'vitest';
import { runModule } from '../support/run-child';

const starts = Number(process.env.STRESS_STARTS ?? 24);

it(`serves ${starts} worker threads, four at a time, and keeps nothing of them`, {
  timeout: 1_200_000,
}, async () => {
  const { code, stdout, stderr } = await runModule(
    `
    import { readFileSync } from 'node:fs';
    const threads = () => Number(/^Threads:\\s+(\\d+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0);
    const py = await open({ size: 4 });
    let wrong = 0;
    async function live(i) {
      const worker = await startWorker();
      const detail = { pool: 'home', module: 'math', name: 'sqrt', args: [i * i] };
      if ((await worker.ask('call', detail)) !== i) wrong += 1;
      if ((await worker.ask('callSync', detail)) !== i) wrong += 1;
      if (i % 3 === 0) await worker.terminate();
      else worker.ask(i % 3 === 1 ? 'end' : 'exit').catch(() => {});
      await worker.ended;
    }
    async function liveAll(from, to) {
      for (let i = from; i < to; i += 4) await Promise.all([i, i + 1, i + 2, i + 3].map(live));
    }
    await liveAll(0, ${starts / 3});
    const before = threads();
    await liveAll(${starts / 3}, ${starts});
    console.log(JSON.stringify({ wrong, sessions: py.runtime.stats().sessions, more: threads() - before }));
    console.error(Math.round(process.memoryUsage.rss() / 2 ** 20) + ' MiB');
    `,
    { deadline: 1_200_000 },
  );
  expect(code, stderr).toBe(0);
  const { more, ...result } = JSON.parse(stdout);
  expect(result).toEqual({ wrong: 0, sessions: 1 });
  expect(more).toBeLessThan(8);
});
