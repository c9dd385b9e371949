import { describeValue, InvalidArgumentError } from '@pyloom/common';
import type { Executor } from '@pyloom/executor';

/** The virtual environment that is active. */
export interface VenvInfo {
  /** Whether there is one. */
  active: boolean;
  /** Its folder. */
  path?: string;
  /** Where its packages are. */
  sitePackages?: string;
}

/** The same key for both, so that an interpreter to come does the last of them only. */
const remembered = 'venv';

export async function activateVenv(executor: Executor, path: string): Promise<void> {
  if (typeof path !== 'string' || path === '') {
    throw new InvalidArgumentError(`path must be the folder of a venv, not ${describeValue(path)}`);
  }
  // The same for all interpreters: one that starts later finds the variable set to this venv.
  const variable = ask(executor, 'venv_variable_before');
  await executor.everywhere('activate_venv', [path, variable], remembered);
}

export async function deactivateVenv(executor: Executor): Promise<void> {
  await executor.everywhere('deactivate_venv', [], remembered);
}

/** Asked of Python itself, since several clients and worker threads may switch it. */
export function venvInfo(executor: Executor): VenvInfo {
  return ask(executor, 'venv_info') as VenvInfo;
}

function ask(executor: Executor, operation: string): unknown {
  return executor.session.callSync(executor.key('pyloom._ops', operation), []);
}
