import type { SurveyReport } from '../../src/survey/report.ts';
import type { PlainTotals } from './plain-python.ts';

/** What a report and plain Python both count. */
export function totalsOfReport(report: SurveyReport): PlainTotals {
  const { files, skipped, lines, tokens, functions, classes, deepest } = report;
  return { files, skipped: skipped.length, lines, tokens, functions, classes, depth: deepest?.depth ?? 0 };
}
