import { describeValue, InvalidArgumentError } from '@pyloom/errors';
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
  await executor.everywhere('activate_venv', [path], remembered);
}

export async function deactivateVenv(executor: Executor): Promise<void> {
  await executor.everywhere('deactivate_venv', [], remembered);
}

/** Asked of Python itself, since several clients and worker threads may switch it. */
export function venvInfo(executor: Executor): VenvInfo {
  return executor.session.callSync(executor.key('pyloom._ops', 'venv_info'), []) as VenvInfo;
}
