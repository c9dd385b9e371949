import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPython } from '@pyloom/client';
import { afterAll, describe, expect, it } from 'vitest';
import { acts } from '../src/tour/acts.ts';
import type { TourReport } from '../src/tour/tour-report.ts';
import { cli, runDemo, runProcess } from './support/run-demo.ts';

const folder = mkdtempSync(join(tmpdir(), 'pyloom-tour-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the tour', () => {
  it('shows the code of each act as it is, and what came of it', async () => {
    const { code, stdout, stderr } = await runDemo(['tour']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const [index, { title, source }] of acts.entries()) {
      expect(stdout).toContain(`${index + 1}/10 ${title} ─`);
      expect(stdout).toContain(source.trimEnd().replace(/^(?=.)/gm, '  '));
    }
    expect(stdout).toContain('│ fib(100) = 354224848179261915075\n');
    expect(stdout).toContain('✓ no increment is lost\n');
    expect(stdout).not.toContain('✗');
    expect(stdout).toMatch(/\n(\d+) of \1 checks hold\n$/);
  });

  it('has a report with all that was said and checked', async () => {
    const { code, stdout } = await runDemo(['tour', '--json', '--act', 'nesting', '--act', '3']);
    expect(code).toBe(0);
    const report: TourReport = JSON.parse(stdout);
    expect(report.reason).toContain(report.python.version);
    expect(report.acts.map(({ id }) => id)).toEqual(['overload', 'nesting']);
    for (const { output, checks, ms } of report.acts) {
      expect(output).not.toEqual([]);
      expect(checks.length).toBeGreaterThan(1);
      expect(checks.filter(({ ok }) => !ok)).toEqual([]);
      expect(ms).toBeGreaterThan(0);
    }
  });

  it('leaves the code out when it is told to', async () => {
    const { stdout } = await runDemo(['tour', '--no-code', '--act', 'modes']);
    expect(stdout).toMatch(/^1\/10 Execution modes ─/);
    expect(stdout).not.toContain('export default');
  });

  it('waits for Enter before each act on a terminal', async () => {
    // Python has a terminal at hand.
    const terminal = `import os, pty, sys
sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))`;
    const { executable } = await findPython();
    const args = [process.execPath, cli, 'tour', '--step', '--no-code', '--act', 'limit', '--act', 'nesting'];
    const { code, stdout } = await runProcess(executable, ['-c', terminal, ...args], process.env, '\n\n');
    expect(code).toBe(0);
    expect(stdout.match(/Enter runs it/g)).toHaveLength(2);
    expect(stdout).toMatch(/(\d+) of \1 checks hold/);
  });

  it('lists its acts without a Python', async () => {
    const env = { ...process.env, PYLOOM_PYTHON: '/there/is/no/python' };
    const { code, stdout } = await runDemo(['tour', '--list'], env);
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toEqual(
      acts.map(({ id, title }, index) => expect.stringMatching(`^ *${index + 1} +${id} +${title}$`)),
    );
  });
});

describe('an act that is not as it claims', () => {
  // A Python that lies about itself.
  writeFileSync(
    join(folder, 'sitecustomize.py'),
    'import math, platform\nplatform.python_version = lambda: "2.7"\ndel math.sqrt\n',
  );
  const env = { ...process.env, PYTHONPATH: folder };

  it('is shown with what was found, and the exit code is 1', async () => {
    const { code, stdout, stderr } = await runDemo(['tour', '--act', 'modes', '--act', 'nesting'], env);
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ this is the Python that runs\n {2}found {4}'2\.7'\n {2}expected '3\.\d+/);
    expect(stdout).toContain('✓ two hundred levels');
    expect(stderr).toBe('pyloom: not as claimed: modes; npm run demo -- tour --act modes plays it alone\n');
  });

  it('is told apart in the report', async () => {
    const { code, stdout } = await runDemo(['tour', '--json', '--act', 'modes'], env);
    expect(code).toBe(1);
    const [modes] = (JSON.parse(stdout) as TourReport).acts;
    expect(modes?.checks.filter(({ ok }) => !ok)).toEqual([
      {
        claim: 'this is the Python that runs',
        ok: false,
        actual: "'2.7'",
        expected: expect.stringMatching(/^'3\./),
      },
    ]);
  });

  it('does not keep the others from running when it throws', async () => {
    writeFileSync(join(folder, 'sitecustomize.py'), 'import threading\ndel threading.get_ident\n');
    const { code, stdout, stderr } = await runDemo(['tour', '--act', 'state', '--act', 'limit'], env);
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ .*ImportError: cannot import name 'get_ident'/);
    expect(stderr).toMatch(/not as claimed: .*state/);
  });
});
