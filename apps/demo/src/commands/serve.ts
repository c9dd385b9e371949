import { executionModes } from '@pyloom/client';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { wholeNumber } from '../option-values.ts';
import { pythonCommandOptions } from '../python-command-options.ts';
import type { ServeOptions } from '../serve/serve.ts';
import { mostPermits } from '../serve/settings.ts';

/** An HTTP service with a page that shows Python at work. */
export function addServeCommand(program: Command): void {
  const command = program
    .command('serve')
    .description('an HTTP service that analyses what it is sent, and a page that shows Python at work');
  for (const option of pythonCommandOptions) command.addOption(option.long === '--mode' ? withRay() : option);
  command
    .addOption(
      new Option('--host <address>', 'where to listen; 0.0.0.0 is reached from other machines')
        .argParser(parseHost)
        .default('127.0.0.1'),
    )
    .addOption(
      new Option(
        '--ray <address>',
        "the cluster for --mode ray: '10.0.0.1:6379', 'auto' (default: a Ray of its own)",
      ),
    )
    .addOption(numberOption('--port <n>', 'the port; 0 takes a free one', 0, 65_535).default(8420))
    .addOption(
      new Option(
        '--limit <n>',
        "requests that Python works on at once, or 'auto': as many as fits the load (default: twice the CPUs, plus one)",
      ).argParser(parseLimit),
    )
    .addOption(
      numberOption(
        '--wait <ms>',
        'how long a request may wait for its turn before it gets a 503',
        0,
        60_000,
      ).default(0),
    )
    .action(async (options: ServeOptions) => {
      // Loaded when it is needed: the other commands start without a web server.
      const { serve } = await import('../serve/serve.ts');
      await serve(options);
    });
}

/** A cluster is for what runs on. */
function withRay(): Option {
  return new Option('--mode <mode>', 'how Python runs in parallel')
    .choices(['auto', ...executionModes, 'process', 'ray'])
    .default('auto');
}

function parseHost(text: string): string {
  // Node would take nothing for every address that this machine has.
  if (text === '') throw new InvalidArgumentError('It is empty.');
  return text;
}

function parseLimit(text: string): number | 'auto' {
  return text === 'auto' ? text : wholeNumber(1, mostPermits)(text);
}

function numberOption(flags: string, description: string, least: number, most: number): Option {
  return new Option(flags, description).argParser(wholeNumber(least, most));
}
