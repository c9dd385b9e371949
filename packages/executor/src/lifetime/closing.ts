import {
  atMost,
  checkKnownKeys,
  describeValue,
  InvalidArgumentError,
  InvalidRangeError,
} from '@pyloom/common';
import { ClosedError, PythonError } from '@pyloom/core-native';
import type { Dispatcher } from '../calls/dispatcher';

/** How an executor is closed. */
export interface CloseOptions {
  /** How long running calls may take to end by themselves, in milliseconds. Default 5000. */
  timeout?: number;
}

/** How long the last words of an executor may take, in milliseconds: closing contexts, atexit, flush. */
const lastWords = 1000;

/** How long interrupted calls may take to leave their frames, in milliseconds. C code that is stuck takes longer. */
const leaving = 200;

/** How long a cluster may take to let go of its driver, or one of its own to end, in milliseconds. */
const disconnecting = 10_000;

/** How long threads are left alone between two looks at whether they have ended, in milliseconds. */
const betweenLooks = 10;

/** @throws TypeError or RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) */
export function closeTimeout(options: CloseOptions): number {
  checkKnownKeys('the options of close', options, ['timeout']);
  const { timeout = 5000 } = options;
  if (typeof timeout !== 'number') {
    throw new InvalidArgumentError(`timeout must be a number of milliseconds, not ${describeValue(timeout)}`);
  }
  if (!(timeout >= 0)) {
    throw new InvalidRangeError(`timeout must be 0 or a positive number of milliseconds, not ${timeout}`);
  }
  return timeout;
}

/**
 * Ends an executor: what runs may end by itself for `timeout` milliseconds, the rest is cut off with ClosedError.
 * Never rejects: whoever closes has no use for the errors of what is being closed.
 */
export async function closeDown(dispatcher: Dispatcher, timeout: number): Promise<void> {
  const { registry, session, driver, remotePermits } = dispatcher;
  registry.closed = true;
  const end = performance.now() + timeout;
  await atMost(timeout, new Promise<void>((resolve) => registry.whenEmpty(resolve)));
  await atMost(end - performance.now(), whenThreadsEnd(dispatcher, end));
  const cut = () => new ClosedError('The Python client was closed before the call had ended');
  for (const stream of registry.streams) stream.end(cut(), 'aborted');
  for (const admission of registry.waiting) admission.endAll(cut);
  session.cutOff();
  await whenLeft(dispatcher);
  if (remotePermits !== undefined) await atMost(lastWords, remotePermits.whenReturned());
  await atMost(Math.max(lastWords, end - performance.now()), finish(dispatcher));
  if (driver !== undefined) await atMost(disconnecting, driver.disconnect().catch(ignore));
  session.close();
}

/** Threads that Python waits for at its end: a program's own, and executors with work. Python counts them; it takes its time. */
async function whenThreadsEnd({ runtime, session }: Dispatcher, end: number): Promise<void> {
  const key = runtime.functionKey('pyloom._last_threads', 'await_threads');
  while (runtime.stats().sessions === 1 && performance.now() < end) {
    const ended = await session.broadcast(key, []).then(
      () => true,
      (error: unknown) => !(error instanceof PythonError && error.type === 'StillAtWork'),
    );
    if (ended) return;
    await new Promise((resolve) => setTimeout(resolve, betweenLooks));
  }
}

/** The `finally` blocks of what was interrupted come before atexit, and what they print before the last flush. */
async function whenLeft({ runtime }: Dispatcher): Promise<void> {
  const end = performance.now() + leaving;
  // Lanes are everybody's: with other clients about they have work of theirs.
  while (runtime.stats().sessions === 1 && runtime.stats().lanes.some(({ busy, lost }) => busy && !lost)) {
    if (performance.now() > end) return;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

async function finish({ runtime, session, registry }: Dispatcher): Promise<void> {
  await Promise.allSettled([...registry.contexts].map((context) => context.giveBack()));
  if (runtime.stats().sessions > 1) {
    const flush = runtime.functionKey('pyloom._finish', 'flush');
    await session.ask({ key: flush, args: [], pool: 'home' }).catch(ignore);
    return;
  }
  // The last client of the process: what Python code asked to be done at its end is done now.
  await session.broadcast(runtime.functionKey('pyloom._finish', 'finish'), []).catch(ignore);
}

function ignore(): void {}
