import { describe, expect, it } from 'vitest';
import { type PlainTotals, plainPython } from './support/plain-python.ts';
import { surveyReport } from './support/run-demo.ts';
import { totalsOfReport } from './support/totals-of-report.ts';

const report = await surveyReport();

describe('the survey of the standard library', () => {
  it('finds all of it', () => {
    expect(report.files).toBeGreaterThan(500);
    expect(report.lines).toBeGreaterThan(200_000);
  });

  // Older versions take half a minute.
  it('counts what plain Python counts', { timeout: 300_000 }, async () => {
    const plain = await plainPython<PlainTotals>(report.python.executable, '-m', 'survey');
    expect(totalsOfReport(report)).toEqual(plain);
  });
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
    const { wallMs, speedup, measured } = report;
    expect(wallMs).toBeGreaterThan(0);
    expect(measured.files).toBeGreaterThan(10);
    expect(measured.files).toBeLessThan(report.files);
    expect(speedup).toBeCloseTo(measured.oneLaneMs / measured.allLanesMs, 2);
  });
});
