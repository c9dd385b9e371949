import { afterEach, describe } from 'vitest';
import { createPython, type ExecutionMode, type Python, type PythonOptions } from '../../../src';
import { expectNothingHeldAtTheEnd } from '../../support/nothing-held';

expectNothingHeldAtTheEnd();

/** The modes that the Python of this run has. */
async function availableModes(): Promise<ExecutionMode[]> {
  const python = await createPython();
  const modes: ExecutionMode[] = ['multi_executor'];
  if (python.subinterpSupported) modes.push('subinterp');
  if (python.executionMode === 'free_threaded') modes.push('free_threaded');
  await python.close();
  return modes;
}

/** What `inEveryMode` goes through. */
export const modes = await availableModes();

/** Few, so that callbacks meet each other on them. Pools never shrink, so that a test file sticks to one number. */
const fewLanes = { numExecutors: 2, numWorkers: 2, numSubinterpWorkers: 2, numAsyncWorkers: 2 };

export type Open = (options?: PythonOptions) => Promise<Python>;

/** The tests once for each mode, with clients that are closed after each test. */
export function inEveryMode(
  tests: (open: Open, mode: ExecutionMode) => void,
  lanes: PythonOptions = fewLanes,
): void {
  describe.each(modes)('in mode %s', (mode) => {
    const opened: Python[] = [];
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((python) => python.close({ timeout: 0 })));
    });
    tests(async (options = {}) => {
      const python = await createPython({ ...lanes, mode, ...options });
      opened.push(python);
      return python;
    }, mode);
  });
}
