import { availableParallelism } from 'node:os';
import { DemoError } from '../failure.ts';
import type { Job, JobName } from './job.ts';
import type { Distance } from './lap.ts';
import type { Finish } from './messages.ts';

/** What `--json` prints. Times are in milliseconds. */
export interface RaceReport extends Distance {
  readonly cpus: number;
  readonly node: string;
  readonly executors: number;
  readonly size: number;
  readonly jobs: readonly { readonly name: JobName; readonly title: string; readonly text: string }[];
  readonly racers: readonly Finish[];
}

/** What was asked for. */
export interface RaceSetup extends Distance {
  readonly executors: number;
  readonly size: number;
}

/** @throws DemoError if the jobs did not come to the same in all modes. */
export function makeRaceReport(
  setup: RaceSetup,
  jobs: readonly Job[],
  racers: readonly Finish[],
): RaceReport {
  const [first, ...others] = racers;
  for (const other of others) {
    const lap = other.laps.find(({ result }, index) => result !== first?.laps[index]?.result);
    if (first && lap) {
      throw new DemoError(
        `the job ${lap.job} came to one result in ${first.name}, to another in ${other.name}`,
      );
    }
  }
  return {
    cpus: availableParallelism(),
    node: process.version,
    ...setup,
    jobs: jobs.map(({ name, title, text }) => ({ name, title, text })),
    racers,
  };
}
