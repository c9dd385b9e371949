import type { Python } from '@pyloom/client';
import { mapConcurrently } from '../map-concurrently.ts';
import type { FileSummary, SourceFile } from './source-file.ts';

/** What is surveyed with which Python. */
export interface Survey {
  readonly python: Python;
  readonly folder: string;
}

/**
 * One call for each file. They take milliseconds, a call takes microseconds: larger portions would only make lanes wait for
 * each other at the end.
 *
 * @param inFlight most calls at once
 * @param onFile told as each result comes
 */
export function surveyFiles(
  { python, folder }: Survey,
  files: readonly SourceFile[],
  inFlight: number,
  onFile: (file: SourceFile) => void = () => {},
): Promise<FileSummary[]> {
  return mapConcurrently(files, inFlight, async (file) => {
    const summary = await python.call<FileSummary>('survey', 'survey_file', [folder, file.path]);
    onFile(file);
    return summary;
  });
}

/** As many calls at once as keep every lane at work: one runs, the next one waits in the queue. */
export function fullLoad(python: Python): number {
  return python.numExecutors * 2;
}
