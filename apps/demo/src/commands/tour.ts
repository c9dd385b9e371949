import { type Command, InvalidArgumentError, Option } from 'commander';
import { pythonCommandOptions } from '../python-command-options.ts';
import type { Act } from '../tour/act.ts';
import { findAct } from '../tour/find-act.ts';
import type { TourOptions } from '../tour/run-tour.ts';

/** Ten acts, each shown, run and checked. */
export function addTourCommand(program: Command): Command {
  const command = program
    .command('tour')
    .description('walks through what pyloom does in ten acts: code, its output, and what is checked');
  for (const option of pythonCommandOptions) command.addOption(option);
  return (
    command
      .addOption(
        new Option('--act <act>', 'only this act, by name or number; may be repeated')
          .argParser(addAct)
          .default([], 'all'),
      )
      .option('--list', 'list the acts')
      .option('--no-code', 'leave the code of the acts out')
      .option('--step', 'wait for Enter before each act runs')
      .option('--json', 'print one JSON object and nothing else on standard output')
      // Loaded when it is wanted: the survey needs nothing of it.
      .action(async (options: TourOptions) => (await import('../tour/run-tour.ts')).runTour(options))
  );
}

function addAct(name: string, chosen: readonly Act[]): Act[] {
  try {
    return [...chosen, findAct(name)];
  } catch (error) {
    throw error instanceof RangeError ? new InvalidArgumentError(error.message) : error;
  }
}
