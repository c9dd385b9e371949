import type { Progress, Workload } from './progress.ts';
import { ProgressBar } from './progress-bar.ts';
import { ProgressLines } from './progress-lines.ts';

/** A bar on a terminal, a line at each quarter elsewhere. */
export function showProgress(
  task: string,
  workload: Workload,
  stream: NodeJS.WriteStream = process.stderr,
): Progress {
  return stream.isTTY ? new ProgressBar(task, workload, stream) : new ProgressLines(task, workload, stream);
}
