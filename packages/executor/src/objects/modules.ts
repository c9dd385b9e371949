import { checkName, describeValue, InvalidArgumentError, isModuleName } from '@pyloom/common';
import type { Dispatcher } from '../calls/dispatcher';

/** Makes `source` importable as `name` in every interpreter, those still to come included. */
export async function defineModule(dispatcher: Dispatcher, name: string, source: string): Promise<void> {
  const { runtime, session, routes } = dispatcher;
  // Compiled once before anything changes: a syntax error must not be what every interpreter to come starts with.
  const check = runtime.functionKey('pyloom._defined', 'check');
  await session.ask({ key: check, args: [name, source], pool: 'home' });
  routes.forget(name);
  const define = runtime.functionKey('pyloom._defined', 'define');
  await dispatcher.everywhere(define, [name, source], `module ${name}`);
}

/** Loads a module anew in every interpreter where it is loaded. */
export async function reloadModule(dispatcher: Dispatcher, name: string): Promise<void> {
  const { driver, runtime, session, routes } = dispatcher;
  routes.forget(name);
  const reload = runtime.functionKey('pyloom._modules', 'reload');
  await session.broadcast(reload, [name]);
  await driver?.everywhere(reload, [name], `reload ${name}`);
}

/** @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) */
export function checkModuleName(name: unknown): void {
  checkName('name', name);
  if (!isModuleName(name)) {
    throw new InvalidArgumentError(`name must be the name of a Python module, not ${describeValue(name)}`);
  }
}
