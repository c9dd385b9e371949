import { formatBar } from '../terminal/bar.ts';
import { coloursFor } from '../terminal/colours.ts';
import { formatCount, formatCountOf, formatMilliseconds } from '../terminal/numbers.ts';
import { formatTable } from '../terminal/table.ts';
import type { JobName } from './job.ts';
import type { RaceReport } from './report.ts';

const colours = coloursFor(process.stdout);
/** What the names and the figures beside a bar need. */
const besideBars = 57;

/** A chart for each job: a bar for each racer, as long as it is fast. */
export function printRace(report: RaceReport): void {
  const { cpus, calls, rounds, executors, jobs } = report;
  const sections = jobs.flatMap(({ name, title, text }) => [
    `${colours.bold(title)}  ${colours.dim(text)}`,
    formatChart(report, name),
    '',
  ]);
  process.stdout.write(
    `${[
      '',
      ...sections,
      colours.dim(
        `${formatCountOf(calls, 'call')} of each job over ${formatCountOf(executors, 'lane')}, on ${formatCountOf(cpus, 'CPU')}.`,
      ),
      colours.dim(
        `Times are for all calls, the best of ${formatCountOf(rounds, 'turn')}; x is against one lane of the same mode.`,
      ),
      '',
    ].join('\n')}\n`,
  );
}

function formatChart({ racers }: RaceReport, job: JobName): string {
  const laps = racers.flatMap(({ name, laps }) =>
    laps.filter((lap) => lap.job === job).map((lap) => ({ name, ...lap })),
  );
  const best = Math.max(...laps.map(({ callsPerSecond }) => callsPerSecond));
  const columns = Math.min(60, Math.max(10, (process.stdout.columns ?? 80) - besideBars));
  const rows = laps.map(({ name, callsPerSecond, allLanesMs, speedup }) => [
    name,
    colours.cyan(formatBar(callsPerSecond / best, columns).padEnd(columns)),
    `${formatCount(Math.round(callsPerSecond))}/s`,
    formatMilliseconds(allLanesMs),
    colours.green(`${speedup.toFixed(2)}x`),
  ]);
  return formatTable(['left', 'left', 'right', 'right', 'right'], rows);
}
