import { availableParallelism } from 'node:os';
import type { ExecutionMode, Python } from '@pyloom/client';
import type { SourceFile } from './source-file.ts';
import type { Speedup } from './speedup.ts';
import type { Totals } from './totals.ts';

/** What was counted, wherever it was. */
export interface SurveyCounts {
  /** Those that could be read and parsed. */
  readonly files: number;
  readonly lines: number;
  readonly tokens: number;
  readonly functions: number;
  readonly classes: number;
  readonly deepest: { depth: number; name: string; file: string; line: number } | null;
  readonly slowest: readonly { file: string; lines: number; cpuMs: number }[];
  readonly skipped: readonly { file: string; why: string }[];
  /** Of all files, skipped ones included. */
  readonly bytes: number;
}

/** What `--json` prints. Times are in milliseconds. */
export interface SurveyReport extends SurveyCounts {
  readonly python: { readonly version: string; readonly executable: string };
  readonly folder: string;
  readonly mode: ExecutionMode;
  readonly reason: string;
  readonly executors: number;
  readonly cpus: number;
  /** From the first call to the last result, over all lanes. */
  readonly wallMs: number;
  /** All lanes against one, by the clock. */
  readonly speedup: number;
  /** The sample that the speed-up was measured with, and how long it took. */
  readonly measured: Omit<Speedup, 'factor'>;
}

/** What the steps of a survey came to. */
export interface SurveyResult {
  readonly python: Python;
  readonly folder: string;
  readonly files: readonly SourceFile[];
  readonly totals: Totals;
  readonly wallMs: number;
  readonly speedup: Speedup;
}

/** Reads the mode last: a free-threaded Python may have got its GIL back on the way. */
export function makeReport({ python, folder, files, totals, wallMs, speedup }: SurveyResult): SurveyReport {
  const { factor, oneLaneMs, allLanesMs, ...sample } = speedup;
  return {
    python: { version: python.version, executable: python.executable },
    folder,
    mode: python.executionMode,
    reason: python.executionModeReason,
    executors: python.numExecutors,
    cpus: availableParallelism(),
    ...countsOf(files, totals),
    wallMs: round(wallMs),
    speedup: round(factor, 3),
    measured: { ...sample, oneLaneMs: round(oneLaneMs), allLanesMs: round(allLanesMs) },
  };
}

/** The same of any survey of these files. */
export function countsOf(files: readonly SourceFile[], totals: Totals): SurveyCounts {
  const { deepest, slowest, skipped, ...counts } = totals;
  return {
    ...counts,
    deepest: deepest
      ? { depth: deepest.depth, name: deepest.name, file: deepest.path, line: deepest.line }
      : null,
    slowest: slowest.map(({ path, lines, seconds }) => ({ file: path, lines, cpuMs: round(seconds * 1000) })),
    skipped: skipped.map(({ path, skipped }) => ({ file: path, why: skipped })),
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

export function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}
