import type { ExecutionMode, PythonOptions } from '@pyloom/client';
import { InvalidArgumentError, Option } from 'commander';

/** What every command that runs Python lets the user choose. */
export interface PythonCommandOptions {
  readonly python?: string;
  readonly mode: ExecutionMode | 'auto';
  readonly executors?: number;
}

/** Sub-interpreters take some 2.5 MB each: more than this is a slip of the pen. */
const mostExecutors = 256;

export const pythonCommandOptions: readonly Option[] = [
  new Option(
    '--python <path>',
    'a python executable, or the folder of a venv or an installation (default: $PYLOOM_PYTHON, $VIRTUAL_ENV, ./.venv, python3)',
  ).argParser(parsePath),
  new Option('--mode <mode>', 'how Python runs in parallel')
    .choices(['auto', 'free_threaded', 'subinterp', 'multi_executor'])
    .default('auto'),
  new Option(
    '--executors <n>',
    'lanes: threads or interpreters that run Python at once (default: 4, in free_threaded mode one for each CPU)',
  ).argParser(parseExecutors),
];

/** The same as options of createPython(), for which the number of lanes has a name in each mode. */
export function toPythonOptions({ python, mode, executors }: PythonCommandOptions): PythonOptions {
  return {
    python,
    mode,
    numExecutors: executors,
    numWorkers: executors,
    numSubinterpWorkers: executors,
  };
}

function parsePath(text: string): string {
  if (text === '') throw new InvalidArgumentError('It is empty.');
  return text;
}

function parseExecutors(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > mostExecutors) {
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${mostExecutors}.`);
  }
  return count;
}
