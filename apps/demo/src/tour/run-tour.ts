import { createPython, type Python } from '@pyloom/client';
import { DemoError } from '../failure.ts';
import { type PythonCommandOptions, toPythonOptions } from '../python-command-options.ts';
import { coloursFor } from '../terminal/colours.ts';
import { formatTable } from '../terminal/table.ts';
import { waitForEnter } from '../terminal/wait-for-enter.ts';
import type { Act } from './act.ts';
import { acts } from './acts.ts';
import { numberOf } from './find-act.ts';
import { type Performance, playAct, succeeded } from './play-act.ts';
import { printAct, printEnd, printOutput } from './print-act.ts';
import { makeTourReport } from './tour-report.ts';

/** What the command line says about the tour. */
export interface TourOptions extends PythonCommandOptions {
  /** In any order; none means all. */
  readonly act: readonly Act[];
  readonly list?: boolean;
  /** Whether the code of each act is shown. */
  readonly code: boolean;
  /** Whether each act waits for Enter. */
  readonly step?: boolean;
  readonly json?: boolean;
}

/** Plays the tour. Throws a DemoError at the end if something in it is not as it claims. */
export async function runTour(options: TourOptions): Promise<void> {
  if (options.list) return printList();
  const chosen = options.act.length === 0 ? acts : acts.filter((act) => options.act.includes(act));
  const py = await createPython({
    ...toPythonOptions(options),
    // Whatever a module or a sitecustomize of the user's prints: stdout belongs to the tour.
    stdout: (text) => process.stderr.write(text),
  });
  try {
    // No fewer permits than lanes, or some would have nothing to do.
    py.semaphore.setMax(Math.max(py.semaphore.max, py.numExecutors));
    const performances = options.json ? await playQuietly(chosen, py) : await play(chosen, py, options);
    if (options.json) process.stdout.write(`${JSON.stringify(makeTourReport(py, performances))}\n`);
    else printSummary(performances);
    complain(performances);
  } finally {
    await py.close();
  }
}

async function play(chosen: readonly Act[], py: Python, { code, step }: TourOptions): Promise<Performance[]> {
  const performances: Performance[] = [];
  for (const act of chosen) {
    printAct(act, code);
    if (step) await waitForEnter('Enter runs it');
    const performance = await playAct(act, py, printOutput);
    printEnd(performance);
    performances.push(performance);
  }
  return performances;
}

async function playQuietly(chosen: readonly Act[], py: Python): Promise<Performance[]> {
  const performances: Performance[] = [];
  for (const act of chosen) performances.push(await playAct(act, py));
  return performances;
}

function printList(): void {
  const rows = acts.map((act) => [String(numberOf(act)), act.id, act.title]);
  process.stdout.write(`${formatTable(['right', 'left', 'left'], rows)}\n`);
}

function printSummary(performances: readonly Performance[]): void {
  const colours = coloursFor(process.stdout);
  const checks = performances.flatMap(({ checks }) => checks);
  const held = checks.filter(({ ok }) => ok).length;
  const text = `${held} of ${checks.length} checks hold`;
  const colour = performances.every(succeeded) ? colours.green : colours.red;
  process.stdout.write(`${colour(text)}\n`);
}

function complain(performances: readonly Performance[]): void {
  const failed = performances.filter((performance) => !succeeded(performance)).map(({ id }) => id);
  if (failed.length === 0) return;
  throw new DemoError(
    `not as claimed: ${failed.join(', ')}; npm run demo -- tour --act ${failed[0]} plays it alone`,
  );
}
