import { checkKnownKeys, describeValue, InvalidArgumentError } from '@pyloom/common';
import { ClosedError, RuntimeStartError } from '@pyloom/core-native';
import type { Dispatcher } from '../calls/dispatcher';
import { refuseWithoutProcesses } from '../modes/runtime-facts';
import type { Namespace } from '../scopes/place';
import { ContextLease } from './context-lease';
import type { ExecutorContext } from './executor-context';

/** How a context is opened. */
export interface ContextOptions {
  /** In the main interpreter, for modules that refuse sub-interpreters. */
  home?: boolean;
  /**
   * @experimental In a process of its own, which ends with the context: for code that must hurt nobody else. What the option `process` of
   * the client says holds for it: limits, `killAfter`. On Linux and Windows.
   */
  isolated?: boolean;
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
  checkKnownKeys('the options of context', options, ['home', 'isolated']);
  for (const name of ['home', 'isolated'] as const) {
    if (options[name] === undefined || typeof options[name] === 'boolean') continue;
    throw new InvalidArgumentError(
      `The option '${name}' must be true or false, not ${describeValue(options[name])}`,
    );
  }
  if (options.home && options.isolated) {
    throw new InvalidArgumentError(
      "The options 'home' and 'isolated' exclude each other: a process of its own is not the main interpreter",
    );
  }
  dispatcher.registry.refuseWhenClosed();
  const { driver } = dispatcher;
  if (driver !== undefined && !options.home) {
    return new kind(await taken(dispatcher, await driver.openContext<Opened>(), 'asyncHome', undefined));
  }
  if (options.isolated) return new kind(await isolatedLease(dispatcher));
  const pool = dispatcher.mode.isIsolated && options.home !== true ? 'work' : 'home';
  const lane = dispatcher.runtime.reserveLane(pool);
  if (lane === undefined) throw new Error('No thread could be started for the context');
  return new kind(await lease(dispatcher, pool, lane));
}

async function isolatedLease(dispatcher: Dispatcher): Promise<ContextLease> {
  refuseWithoutProcesses(dispatcher.runtime);
  const lane = dispatcher.session.reserveProcess();
  if (lane === undefined) throw new Error('No process could be started for the context');
  try {
    return await lease(dispatcher, 'process', lane);
  } catch (error) {
    if (dispatcher.registry.closed || !(error instanceof ClosedError)) throw error;
    throw new RuntimeStartError(error.message);
  }
}

type Opened = readonly [namespace: Namespace, moduleName: string];

async function lease(
  dispatcher: Dispatcher,
  pool: ContextLease['pool'],
  lane: number,
): Promise<ContextLease> {
  const { runtime, session } = dispatcher;
  let opened: Opened;
  try {
    const key = runtime.functionKey('pyloom._contexts', 'open_');
    opened = await session.ask({ key, args: [], pool, lane });
  } catch (error) {
    runtime.releaseLane(lane);
    throw error;
  }
  return taken(dispatcher, opened, pool, lane);
}

/** Unless the client was closed meanwhile. */
async function taken(
  dispatcher: Dispatcher,
  opened: Opened,
  pool: ContextLease['pool'],
  lane: number | undefined,
): Promise<ContextLease> {
  const { registry } = dispatcher;
  const lease = new ContextLease(dispatcher, ...opened, pool, lane);
  if (!registry.closed) return lease;
  await lease.giveBack().catch(() => {});
  throw registry.closedError();
}
