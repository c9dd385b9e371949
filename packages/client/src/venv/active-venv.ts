import { describeValue, InvalidArgumentError } from '@pyloom/common';
import type { Dispatcher } from '@pyloom/executor';

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
const venv = 'venv';

export async function activateVenv(dispatcher: Dispatcher, path: string): Promise<void> {
  if (typeof path !== 'string' || path === '') {
    throw new InvalidArgumentError(`path must be the folder of a venv, not ${describeValue(path)}`);
  }
  // The same for all interpreters: one that starts later finds the variable set to this venv.
  const variable = ask(dispatcher, 'variable_before');
  await broadcast(dispatcher, 'activate', [path, variable]);
}

export async function deactivateVenv(dispatcher: Dispatcher): Promise<void> {
  await broadcast(dispatcher, 'deactivate', []);
}

/** Asked of Python itself, since several clients and worker threads may switch it. */
export function venvInfo(dispatcher: Dispatcher): VenvInfo {
  return ask(dispatcher, 'info') as VenvInfo;
}

function ask({ runtime, session }: Dispatcher, operation: string): unknown {
  return session.callSync(runtime.functionKey('pyloom._venv', operation), []);
}

async function broadcast(dispatcher: Dispatcher, operation: string, args: unknown[]): Promise<void> {
  const { registry, runtime } = dispatcher;
  registry.refuseWhenClosed();
  await dispatcher.everywhere(runtime.functionKey('pyloom._venv', operation), args, venv);
}
