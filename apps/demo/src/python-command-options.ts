import { type ExecutionMode, executionModes, type PythonOptions } from '@pyloom/client';
import { Option } from 'commander';
import { parsePath, wholeNumber } from './option-values.ts';

/** What every command that runs Python lets the user choose. */
export interface PythonCommandOptions {
  readonly python?: string;
  readonly mode: ExecutionMode | 'auto';
  readonly executors?: number;
}

/** Sub-interpreters take some 2.5 MB each: more than this is a slip of the pen. */
export const mostExecutors = 256;

export const pythonCommandOptions: readonly Option[] = [
  new Option(
    '--python <path>',
    'a python executable, or the folder of a venv or an installation (default: $PYLOOM_PYTHON, $VIRTUAL_ENV, ./.venv, python3)',
  ).argParser(parsePath),
  new Option('--mode <mode>', 'how Python runs in parallel')
    .choices(['auto', ...executionModes, 'process'])
    .default('auto'),
  new Option(
    '--executors <n>',
    'lanes: threads, interpreters or processes that run Python at once (default: one for each CPU and at least 4; 4 in multi_executor mode, at least 2 in process mode)',
  ).argParser(wholeNumber(1, mostExecutors)),
];

/** The same as options of createPython(). */
export function toPythonOptions({ python, mode, executors }: PythonCommandOptions): PythonOptions {
  return { python, mode, workers: executors };
}
