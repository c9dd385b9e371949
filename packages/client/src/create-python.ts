import { type Dispatcher, openDispatcher } from '@pyloom/executor';
import type { SharedState } from '@pyloom/state';
import { useConverters } from './objects/converters';
import { whereMissing } from './provision/where-missing';
import { Python } from './python';
import {
  type CheckedPythonOptions,
  checkPythonOptions,
  isSharedState,
  type Output,
  type PythonOptions,
} from './python-options';
import type { RemoteState } from './remote-state';

/**
 * Finds a CPython, loads it (once for the whole process) and makes a client of it.
 *
 * Rejects with PythonNotFoundError that lists what was tried, or with `install` PythonInstallError; RuntimeLoadedError if another Python is loaded in this
 * process already; ModeUnavailableError; PythonError if `preload` fails; a TypeError or RangeError
 * (`ERR_PYLOOM_INVALID_ARGUMENT`) that names the wrong option.
 */
export async function createPython<State extends SharedState | RemoteState = SharedState>(
  options: PythonOptions<State> = {},
): Promise<Python<State>> {
  const checked = checkPythonOptions(options);
  const { executor, install } = checked;
  const dispatcher = await whereMissing(executor.python, install, (python) =>
    // Before any Python runs: what `preload` prints belongs where the client wants it.
    openDispatcher({ ...executor, ...(python !== undefined && { python }) }, (opened) =>
      connect(opened, checked),
    ),
  );
  return new Python(dispatcher, checked.state as State);
}

function connect(
  dispatcher: Dispatcher,
  { stdout, stderr, converters, arrays, int64, state }: CheckedPythonOptions,
): void {
  const { session } = dispatcher;
  if (isSharedState(state)) session.lendNativeFunctions(state.nativeFunctions());
  else session.lendRemoteFunctions(state.remoteFunctions());
  session.setEventHandler('stdout', handlerOf(stdout));
  session.setEventHandler('stderr', handlerOf(stderr));
  useConverters(dispatcher, converters);
  session.arrays = arrays;
  session.int64 = int64;
}

function handlerOf(output: Output): ((text: string) => void) | null | undefined {
  if (output === 'inherit') return undefined;
  return output === 'ignore' ? null : output;
}
