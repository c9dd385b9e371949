import { access, constants, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type ExecutionMode, findPython } from '@pyloom/client';
import { DemoError } from '../failure.ts';
import { foundPythons } from '../found-pythons.ts';
import { showProgress } from '../terminal/show-progress.ts';
import { AnswerServer } from './answer-server.ts';
import { drawRace } from './draw-race.ts';
import { type JobName, makeJobs } from './job.ts';
import type { Finish } from './messages.ts';
import { pickRacers } from './pick-racers.ts';
import { printRace } from './print-race.ts';
import type { Racer } from './racer.ts';
import { makeRaceReport, type RaceSetup } from './report.ts';
import { runRacer } from './run-racer.ts';

/** What the command line says about the race. */
export interface RaceOptions extends RaceSetup {
  /** Each in all of its modes; none means one for each mode. */
  readonly python: readonly string[];
  /** None means all that can be had. */
  readonly mode: readonly ExecutionMode[];
  /** None means all. */
  readonly job: readonly JobName[];
  /** Where the chart goes. */
  readonly out?: string;
  readonly json?: boolean;
}

/** Where the chart goes when nobody says so. */
const defaultOut = 'race.svg';

/** Runs the same jobs in each mode, one racer after the other, and shows how fast each was. */
export async function runRace(options: RaceOptions): Promise<void> {
  const { executors, calls, rounds, size, json } = options;
  const out = options.out ?? (json ? undefined : defaultOut);
  if (out) await checkWritable(out);
  const racers = await chooseRacers(options);
  await using server = await AnswerServer.start();
  const jobs = makeJobs(options.job, size, server.port);

  const finishes: Finish[] = [];
  for (const racer of racers) {
    const pieces = jobs.length * calls * rounds * 2;
    using progress = showProgress(racer.name, { pieces, size: pieces, unit: 'calls' });
    finishes.push(await runRacer({ racer, executors, jobs, calls, rounds }, () => progress.advance(1)));
  }

  const report = makeRaceReport({ executors, calls, rounds, size }, jobs, finishes);
  if (json) process.stdout.write(`${JSON.stringify(report)}\n`);
  else printRace(report);
  if (out) {
    await writeFile(out, drawRace(report));
    process.stderr.write(`Chart: ${resolve(out)}\n`);
  }
}

async function chooseRacers({ python: paths, mode: modes }: RaceOptions): Promise<Racer[]> {
  if (paths.length === 0) return pickRacers(await foundPythons(), { each: false, modes });
  const pythons = await Promise.all(paths.map((python) => findPython({ python })));
  return pickRacers(pythons, { each: true, modes });
}

/** Before the race, not after it. */
async function checkWritable(out: string): Promise<void> {
  const existing = await stat(out).catch(() => undefined);
  if (existing?.isDirectory()) throw new DemoError(`cannot write the chart to ${out}: it is a folder`);
  await access(existing ? out : dirname(resolve(out)), constants.W_OK).catch((error: Error) => {
    throw new DemoError(`cannot write the chart to ${out}: ${error.message}`);
  });
}
