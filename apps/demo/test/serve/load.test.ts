import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runProcess } from '../support/run-demo.ts';

const script = fileURLToPath(new URL('../../scripts/load.mjs', import.meta.url));

describe('twice as much load as the service can take', () => {
  it('gets 200 or 503 for every request, and the service ends well', async () => {
    const { code, stdout, stderr } = await runProcess(process.execPath, [
      script,
      '--seconds',
      '4',
      '--json',
      '--limit',
      '2',
    ]);
    expect(stderr).not.toMatch(/error/i);
    expect(code).toBe(0);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ permits: 2, other: 0, errors: 0 });
    expect(report.served).toBeGreaterThan(10);
    expect(report.shed).toBeGreaterThan(10);
    expect(report.megabytes.most).toBeGreaterThan(0);
  });
});
