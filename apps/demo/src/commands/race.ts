import { executionModes } from '@pyloom/client';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { parsePath, wholeNumber } from '../option-values.ts';
import { mostExecutors } from '../python-command-options.ts';
import { jobNames } from '../race/job.ts';
import type { RaceOptions } from '../race/run-race.ts';

/** The same work in every mode, one after the other, and a chart of how fast each was. */
export function addRaceCommand(program: Command): Command {
  return (
    program
      .command('race')
      .description(
        'runs the same jobs in every mode that the Pythons of this machine offer, and draws a chart',
      )
      .addOption(
        new Option('--python <path>', 'this Python in all of its modes; may be repeated')
          .argParser((path, paths: readonly string[]) => [...paths, parsePath(path)])
          .default([], 'the newest for each mode'),
      )
      .addOption(repeatable('--mode <mode>', 'only this mode', [...executionModes, 'process']))
      .addOption(repeatable('--job <job>', 'only this job', jobNames))
      .addOption(
        new Option('--executors <n>', 'lanes, in each mode')
          .argParser(wholeNumber(1, mostExecutors))
          .default(4),
      )
      .addOption(
        new Option('--calls <n>', 'calls of each job').argParser(wholeNumber(1, 100_000)).default(40),
      )
      .addOption(
        new Option('--size <n>', 'work in each call: milliseconds of waiting, or as much computing')
          .argParser(wholeNumber(1, 10_000))
          .default(10),
      )
      .addOption(
        new Option('--rounds <n>', 'turns of each job, of which the best counts')
          .argParser(wholeNumber(1, 100))
          .default(3),
      )
      .addOption(
        new Option('--out <file>', 'where the chart goes (default: race.svg, with --json nowhere)').argParser(
          parseSvg,
        ),
      )
      .option('--json', 'print one JSON object and nothing else on standard output')
      // Loaded when it is wanted: the survey needs nothing of it.
      .action(async (options: RaceOptions) => (await import('../race/run-race.ts')).runRace(options))
  );
}

function repeatable(flags: string, description: string, choices: readonly string[]): Option {
  return new Option(flags, `${description}, of ${choices.join(', ')}; may be repeated`)
    .argParser((value, values: readonly string[]) => {
      if (!choices.includes(value)) {
        throw new InvalidArgumentError(`Allowed choices are ${choices.join(', ')}.`);
      }
      return [...values, value];
    })
    .default([], 'all');
}

function parseSvg(path: string): string {
  if (!path.endsWith('.svg')) throw new InvalidArgumentError('Its name must end with .svg.');
  return path;
}
