import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { describe, expect, it } from 'vitest';
import { cli } from '../support/run-demo.ts';

/** The demo with Python at work on all lanes: the first quarter has been told, three are to come. */
async function surveying() {
  const demo = spawn(process.execPath, [cli], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(demo, 'close');
  demo.stderr.setEncoding('utf8');
  const [text] = await once(demo.stderr, 'data');
  expect(text).toMatch(/^Surveying: 25 %/);
  return { demo, ended };
}

describe('leaving with Python loaded', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s ends it at once, with its exit code',
    async (signal) => {
      const { demo, ended } = await surveying();
      const start = performance.now();
      demo.kill(signal);
      const [code] = await ended;
      expect(code).toBe(128 + constants.signals[signal]);
      // Far less than what is left of the survey, and than any wait for Python to end.
      expect(performance.now() - start).toBeLessThan(1000);
    },
  );

  it('ends without a word when nobody reads its output', async () => {
    const demo = spawn(process.execPath, [cli], { stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = once(demo, 'close');
    let told = '';
    demo.stderr.setEncoding('utf8').on('data', (text) => {
      told += text;
    });
    // Gone before Python is loaded, so that the heading is what meets nobody.
    demo.stdout.destroy();
    const [code] = await ended;
    expect(code).toBe(128 + constants.signals.SIGPIPE);
    expect(told).not.toMatch(/Error|EPIPE|100 %/);
  });
});
