import { expect, it } from 'vitest';
import { runModule } from '../support/run-child';

// terminate() takes effect at any moment, also while the core reads what the thread has just sent.
it('a worker may be terminated while it sends buffers and functions', async () => {
  const { code, signal, stdout, stderr } = await runModule(
    `
    const py = await open({ size: 2 });
    await py.define('receiving', 'def receive(data, function): return len(data) + function()');
    const source = \`
      import { parentPort } from 'node:worker_threads';
      import { open } from './test/support/core.mjs';
      const py = await open({ size: 2 });
      const turn = () => Promise.all(Array.from({ length: 20 }, () =>
        py.call('home', 'receiving', 'receive', [new Uint8Array(20_000), () => 1])));
      await turn();
      parentPort.postMessage('sending');
      for (;;) await turn();
    \`;
    for (let round = 0; round < 12; round += 1) {
      const workers = [1, 2].map(() => new Worker(source, { eval: true, execArgv: ['--input-type=module'] }));
      await Promise.all(workers.map((worker) => new Promise((resolve, reject) =>
        worker.once('message', resolve).once('error', reject))));
      // At various points of their turns.
      const end = performance.now() + round / 4;
      while (performance.now() < end);
      await Promise.all(workers.map((worker) => worker.terminate()));
      const [received] = await Promise.all([py.call('home', 'receiving', 'receive', [new Uint8Array(20_000), () => 1])]);
      if (received !== 20_001) throw new Error(String(received));
    }
    console.log(py.runtime.stats().sessions);
    process.exit();
  `,
  );
  expect({ code, signal, stdout, stderr }).toEqual({ code: 0, signal: null, stdout: '1\n', stderr: '' });
});
