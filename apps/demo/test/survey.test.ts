// What may differ by Python and mode, on a part of the standard library that takes no time; survey-library.test.ts has all of it.
import { type ExecutionMode, findPython } from '@pyloom/client';
import { describe, expect, it } from 'vitest';
import { type PlainTotals, plainPython } from './support/plain-python.ts';
import { runDemo, surveyReport } from './support/run-demo.ts';
import { totalsOfReport } from './support/totals-of-report.ts';

const { executable, version } = await findPython({ mayLackLibrary: true });
const folder = await plainPython<string>(
  executable,
  '-c',
  'import json; print(json.dumps(json.__path__[0]))',
);
const plain = await plainPython<PlainTotals>(executable, '-m', 'survey', folder);

// Asked of Python itself, so that a mode that stops working is a failure here.
const modes = await plainPython<ExecutionMode[]>(
  executable,
  '-c',
  `import json, sys
own_gil = sys.version_info >= (3, 12, 4)
free = not getattr(sys, "_is_gil_enabled", lambda: True)()
print(json.dumps(["free_threaded"] * free + ["subinterp"] * own_gil + ["multi_executor"]))`,
);
const hasProcesses = process.platform === 'linux';
const allModes: readonly ExecutionMode[] = ['free_threaded', 'subinterp', 'multi_executor'];

describe('the survey of a folder', () => {
  it('takes the most parallel mode that this Python offers, and processes where threads would share a GIL', async () => {
    const report = await surveyReport('--folder', folder);
    expect(report.mode).toBe(modes[0] === 'multi_executor' && hasProcesses ? 'process' : modes[0]);
    expect(report.executors).toBeGreaterThanOrEqual(report.mode === 'process' ? 2 : 4);
    expect(report.reason).toContain(version);
    if (report.mode === 'process') expect(report.reason).toContain('has a GIL');
  });

  it.each([...modes, ...(hasProcesses ? (['process'] as const) : [])])(
    'counts in mode %s what plain Python counts, on as many lanes as it is told to',
    async (mode) => {
      const report = await surveyReport('--folder', folder, '--mode', mode, '--executors', '3');
      expect(report).toMatchObject({ mode, executors: 3, folder });
      expect(report.files).toBeGreaterThan(3);
      expect(totalsOfReport(report)).toEqual(plain);
    },
  );

  it.each(allModes.filter((mode) => !modes.includes(mode)))(
    'says why mode %s cannot be had',
    async (mode) => {
      const { code, stdout, stderr } = await runDemo(['--mode', mode, '--json']);
      expect(code).toBe(1);
      expect(stdout).toBe('');
      expect(stderr).toMatch(new RegExp(`^pyloom: mode '${mode}' is not available: .+\\n$`));
    },
  );
});
