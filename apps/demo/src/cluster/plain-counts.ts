import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pythonFolder } from '../python-modules.ts';
import type { SurveyCounts } from '../survey/report.ts';
import { counters } from './survey-share.ts';

/** What `python survey.py` prints. */
export type PlainCounts = Readonly<Record<(typeof counters)[number] | 'depth', number>>;

/** Counts the same without pyloom, one file after the other, and tells how long that took, in milliseconds. */
export async function countPlainly(
  python: string,
  folder: string,
  signal: AbortSignal,
): Promise<{ counts: PlainCounts; wallMs: number }> {
  const start = performance.now();
  const { stdout } = await promisify(execFile)(python, [join(pythonFolder, 'survey.py'), folder], {
    signal,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  return { counts: JSON.parse(stdout), wallMs: performance.now() - start };
}

/** The same figures of a survey. */
export function plainCountsOf({ deepest, skipped, ...counts }: SurveyCounts): PlainCounts {
  const { files, lines, tokens, functions, classes } = counts;
  return { files, skipped: skipped.length, lines, tokens, functions, classes, depth: deepest?.depth ?? 0 };
}

/** What is not as plain Python counts it, in words: in the results, and in the counters that all processes share. */
export function differences(
  plain: PlainCounts,
  results: PlainCounts,
  shared: Readonly<Record<(typeof counters)[number], number>>,
): string[] {
  const names = [...counters, 'depth'] as const;
  return [
    ...names
      .filter((name) => results[name] !== plain[name])
      .map((name) => `${name}: ${results[name]} in the results, ${plain[name]} by plain Python`),
    ...counters
      .filter((name) => shared[name] !== plain[name])
      .map((name) => `${name}: ${shared[name]} in the shared counter, ${plain[name]} by plain Python`),
  ];
}
