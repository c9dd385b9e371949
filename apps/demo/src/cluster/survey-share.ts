import type { Python } from '@pyloom/client';
import type { RedisState } from '@pyloom/redis';
import { isSkipped, type SourceFile } from '../survey/source-file.ts';
import type { FileOnNode } from './messages.ts';

/** What one of several processes surveys with. */
export interface Share {
  readonly python: Pick<Python, 'call'>;
  /** The counters of all of them. */
  readonly state: RedisState;
  readonly folder: string;
}

/** What all processes count together, file by file. */
export const counters = ['files', 'skipped', 'lines', 'tokens', 'functions', 'classes'] as const;

/**
 * Surveys files until none is left. A counter says which comes next, so that each is taken by one of the processes, whichever is
 * the first to have time for it.
 *
 * @param inFlight most calls of this process at once
 */
export async function surveyShare(
  { python, state, folder }: Share,
  files: readonly SourceFile[],
  inFlight: number,
  onFile: (summary: FileOnNode) => void,
): Promise<void> {
  async function work(): Promise<void> {
    for (;;) {
      const file = files[Number(await state.incr('taken')) - 1];
      if (file === undefined) return;
      // A survey changes nothing, so that one which is lost with its node may be run again.
      const summary = await python.call<FileOnNode>('survey_on_ray', 'survey_file', [folder, file.path], {
        resources: { retries: 3 },
      });
      // After the call, which may run more than once: its result comes once.
      await count(state, summary);
      onFile(summary);
    }
  }
  await Promise.all(Array.from({ length: inFlight }, work));
}

async function count(state: RedisState, summary: FileOnNode): Promise<void> {
  if (isSkipped(summary)) {
    await state.incr('skipped');
    return;
  }
  const { lines, tokens, functions, classes } = summary;
  const figures = { files: 1, lines, tokens, functions, classes };
  await Promise.all(Object.entries(figures).map(([name, value]) => state.incr(name, value)));
}
