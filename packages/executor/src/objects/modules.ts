import type { Runtime, Session } from '@pyloom/core-native';
import { askGlue } from '../calls/glue-call';
import type { GlueKeys } from '../glue-keys';
import type { RouteTable } from '../routes/route-table';

/** Makes `source` importable as `name` in every interpreter, those still to come included. */
export async function defineModule(
  runtime: Runtime,
  session: Session,
  glue: GlueKeys,
  routes: RouteTable,
  name: string,
  source: string,
): Promise<void> {
  // Compiled once before anything changes: a syntax error must not be what every interpreter to come starts with.
  await askGlue(session, { key: glue.checkModule, args: [name, source], pool: 'home' });
  routes.forget(name);
  await runtime.broadcast(session, 'define_module', [name, source], { remember: `module ${name}` });
}

/** Loads a module anew in every interpreter where it is loaded. */
export async function reloadModule(
  runtime: Runtime,
  session: Session,
  routes: RouteTable,
  name: string,
): Promise<void> {
  routes.forget(name);
  await runtime.broadcast(session, 'reload_module', [name]);
}
