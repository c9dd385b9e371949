import type { ExecutionMode } from '@pyloom/client';
import { describe, expect, it } from 'vitest';
import type { SurveyReport } from '../src/survey/report.ts';
import { type PlainTotals, plainPython } from './support/plain-python.ts';
import { runDemo, surveyReport } from './support/run-demo.ts';

/** A whole standard library each time; older versions take half a minute for one. */
const timeout = 300_000;

const report = await surveyReport();
const { executable } = report.python;
const plain = plainPython<PlainTotals>(executable, '-m', 'survey');

// Asked of Python itself, so that a mode that stops working is a failure here.
const modes = await plainPython<ExecutionMode[]>(
  executable,
  '-c',
  `import json, sys
own_gil = sys.version_info >= (3, 12, 4)
free = not getattr(sys, "_is_gil_enabled", lambda: True)()
print(json.dumps(["free_threaded"] * free + ["subinterp"] * own_gil + ["multi_executor"]))`,
);
const allModes: readonly ExecutionMode[] = ['free_threaded', 'subinterp', 'multi_executor'];

describe('the survey', () => {
  it('takes the most parallel mode that this Python offers', () => {
    expect(report.mode).toBe(modes[0]);
    expect(report.reason).toContain(report.python.version);
  });

  it('finds a whole standard library', () => {
    expect(report.files).toBeGreaterThan(500);
    expect(report.lines).toBeGreaterThan(200_000);
  });

  it('counts what plain Python counts', { timeout }, async () => {
    expect(totals(report)).toEqual(await plain);
  });

  it.each(modes)(
    'counts the same in mode %s, on as many lanes as it is told to',
    { timeout },
    async (mode) => {
      const other = await surveyReport('--mode', mode, '--executors', '3');
      expect(other).toMatchObject({ mode, executors: 3, deepest: report.deepest });
      expect(totals(other)).toEqual(await plain);
      expect(other.skipped.map(({ file }) => file)).toEqual(report.skipped.map(({ file }) => file));
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

describe('the report', () => {
  it('names the file with the deepest nesting and the slowest files', () => {
    expect(report.deepest).toEqual({
      depth: expect.toSatisfy((depth) => depth > 5),
      name: expect.any(String),
      file: expect.stringMatching(/\.py$/),
      line: expect.any(Number),
    });
    const times = report.slowest.map(({ cpuMs }) => cpuMs);
    expect(times).toHaveLength(5);
    expect(times).toEqual([...times].sort((a, b) => b - a));
  });

  it('gives times and a speed-up that follow from each other', () => {
    const { wallMs, speedup, measured, executors } = report;
    expect(wallMs).toBeGreaterThan(0);
    expect(executors).toBeGreaterThanOrEqual(4);
    expect(measured.files).toBeGreaterThan(10);
    expect(measured.files).toBeLessThan(report.files);
    expect(speedup).toBeCloseTo(measured.oneLaneMs / measured.allLanesMs, 2);
  });
});

function totals({ files, skipped, lines, tokens, functions, classes, deepest }: SurveyReport): PlainTotals {
  return { files, skipped: skipped.length, lines, tokens, functions, classes, depth: deepest?.depth ?? 0 };
}
