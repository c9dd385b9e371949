import { checkKnownKeys, describeValue, InvalidArgumentError } from '@pyloom/common';
import type { Dispatcher } from '../calls/dispatcher';
import type { Namespace } from '../scopes/place';
import { ContextLease } from './context-lease';
import type { ExecutorContext } from './executor-context';

/** How a context is opened. */
export interface ContextOptions {
  /** In the main interpreter, for modules that refuse sub-interpreters. */
  home?: boolean;
}

/**
 * A context of that class, which may add to ExecutorContext.
 * @internal For packages that build on this one.
 */
export async function openContext<C extends ExecutorContext>(
  dispatcher: Dispatcher,
  kind: new (lease: ContextLease) => C,
  options: ContextOptions = {},
): Promise<C> {
  checkKnownKeys('the options of context', options, ['home']);
  if (options.home !== undefined && typeof options.home !== 'boolean') {
    throw new InvalidArgumentError(
      `The option 'home' must be true or false, not ${describeValue(options.home)}`,
    );
  }
  dispatcher.registry.refuseWhenClosed();
  const pool = dispatcher.mode.isIsolated && options.home !== true ? 'work' : 'home';
  return new kind(await lease(dispatcher, pool));
}

async function lease(dispatcher: Dispatcher, pool: 'home' | 'work'): Promise<ContextLease> {
  const { runtime, session, registry } = dispatcher;
  const lane = runtime.reserveLane(pool);
  if (lane === undefined) throw new Error('No thread could be started for the context');
  let opened: readonly [namespace: Namespace, moduleName: string];
  try {
    const key = runtime.functionKey('pyloom._contexts', 'open_');
    opened = await session.ask({ key, args: [], pool, lane });
  } catch (error) {
    runtime.releaseLane(lane);
    throw error;
  }
  const taken = new ContextLease(dispatcher, ...opened, pool, lane);
  if (!registry.closed) return taken;
  await taken.giveBack().catch(() => {});
  throw registry.closedError();
}
