import { availableParallelism } from 'node:os';
import type { Python } from '@pyloom/client';
import type { FileSummary, SourceFile } from './source-file.ts';
import { fullLoad, type Survey, surveyFiles } from './survey-files.ts';

/** How much faster all lanes are than one, and how that was measured. */
export interface Speedup {
  /** `oneLaneMs / allLanesMs`. */
  readonly factor: number;
  /** How many files the sample has. */
  readonly files: number;
  /** How many times each way was timed. */
  readonly rounds: number;
  /** The fastest of the rounds. */
  readonly oneLaneMs: number;
  readonly allLanesMs: number;
}

const rounds = 5;

/**
 * Times the same sample both ways: one call at a time, and all lanes at once. It comes after the survey, so that both find
 * the files in the system's cache and the modules loaded, and the two take turns (1 all, all 1, 1 all ...), so that
 * neither gains from a machine that is getting busier or less busy. The fastest run of each counts: what else the machine
 * does can only add to a time.
 */
export async function measureSpeedup(
  survey: Survey,
  sample: readonly SourceFile[],
  onFile?: (file: SourceFile) => void,
): Promise<Speedup> {
  const timed: Record<'one' | 'all', number[]> = { one: [], all: [] };
  const inFlight = { one: 1, all: fullLoad(survey.python) };
  for (let round = 0; round < rounds; round++) {
    const order = ['one', 'all'] as const;
    for (const way of round % 2 === 0 ? order : order.toReversed()) {
      const start = performance.now();
      await surveyFiles(survey, sample, inFlight[way], onFile);
      timed[way].push(performance.now() - start);
    }
  }
  const [oneLaneMs, allLanesMs] = [Math.min(...timed.one), Math.min(...timed.all)];
  return { factor: oneLaneMs / allLanesMs, files: sample.length, rounds, oneLaneMs, allLanesMs };
}

/** How many times measureSpeedup() surveys each file of the sample. */
export const passesOverSample = rounds * 2;

/**
 * Every n-th file by size, so that the sample is a small image of the whole: about as many as one lane surveys in 0.6 s, and
 * more where there are more than four CPUs to keep busy.
 *
 * @param files the largest first
 * @param summaries what the survey of these files said, its CPU times above all
 */
export function takeSample(
  python: Python,
  files: readonly SourceFile[],
  summaries: readonly FileSummary[],
): SourceFile[] {
  const seconds = summaries.reduce((sum, file) => sum + file.seconds, 0);
  const parallel = Math.min(python.numExecutors, availableParallelism());
  const step = Math.max(1, Math.floor(seconds / Math.max(0.6, 0.15 * parallel)));
  // From the middle of the first step: the very largest file alone would set the time of many lanes.
  return files.filter((_, index) => index % step === Math.floor(step / 2));
}
