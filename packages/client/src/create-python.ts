import { type Dispatcher, openDispatcher } from '@pyloom/executor';
import { useConverters } from './objects/converters';
import { Python } from './python';
import {
  type CheckedPythonOptions,
  checkPythonOptions,
  type Output,
  type PythonOptions,
} from './python-options';

/**
 * Finds a CPython, loads it (once for the whole process) and makes a client of it.
 *
 * Rejects with PythonNotFoundError that lists what was tried; RuntimeLoadedError if another Python is loaded in this
 * process already; ModeUnavailableError; PythonError if `preload` fails; a TypeError or RangeError
 * (`ERR_PYLOOM_INVALID_ARGUMENT`) that names the wrong option.
 */
export async function createPython(options: PythonOptions = {}): Promise<Python> {
  const checked = checkPythonOptions(options);
  // Before any Python runs: what `preload` prints belongs where the client wants it.
  const dispatcher = await openDispatcher(checked.executor, (opened) => connect(opened, checked));
  return new Python(dispatcher, checked.state);
}

function connect(dispatcher: Dispatcher, { stdout, stderr, converters, state }: CheckedPythonOptions): void {
  const { session } = dispatcher;
  session.lendNativeFunctions(state.nativeFunctions());
  session.setEventHandler('stdout', handlerOf(stdout));
  session.setEventHandler('stderr', handlerOf(stderr));
  useConverters(dispatcher, converters);
}

function handlerOf(output: Output): ((text: string) => void) | null | undefined {
  if (output === 'inherit') return undefined;
  return output === 'ignore' ? null : output;
}
