import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** Long enough for some hundred operations of all kinds and a few worker threads; `npm run soak` does it for minutes. */
const seconds = 6;

function soak(
  seed: number,
): Promise<{ code: number | null; signal: string | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const program = join(import.meta.dirname, 'soak.mjs');
    const child = spawn(
      process.execPath,
      ['--expose-gc', program, `--minutes=${seconds / 60}`, `--seed=${seed}`],
      { timeout: 140_000, killSignal: 'SIGKILL' },
    );
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      err += text;
    });
    child.on('close', (code, signal) => resolve({ code, signal, out, err }));
  });
}

it('bears everything at once: calls, errors, limits, callbacks, streams, contexts, threads that come and go', async () => {
  const { code, signal, out, err } = await soak(1);
  expect({ code, signal }, err).toEqual({ code: 0, signal: null });
  const { operations, workers } = JSON.parse(out);
  expect(operations).toBeGreaterThan(100);
  expect(workers.ended + workers.terminated).toBeGreaterThan(0);
});
