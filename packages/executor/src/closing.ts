import { ClosedError, PythonError } from '@pyloom/core-native';
import type { Dispatcher } from './calls/dispatcher';
import { askGlue } from './calls/glue-call';
import type { GlueKeys } from './glue-keys';

/** How long the last words of an executor may take, in milliseconds: closing contexts, atexit, flush. */
const lastWords = 1000;

/** How long interrupted calls may take to leave their frames, in milliseconds. C code that is stuck takes longer. */
const leaving = 200;

/** How long threads are left alone between two looks at whether they have ended, in milliseconds. */
const betweenLooks = 10;

/**
 * Ends an executor: what runs may end by itself for `timeout` milliseconds, the rest is cut off with ClosedError.
 * Never rejects: whoever closes has no use for the errors of what is being closed.
 */
export async function closeDown(dispatcher: Dispatcher, glue: GlueKeys, timeout: number): Promise<void> {
  dispatcher.closed = true;
  const end = performance.now() + timeout;
  await atMost(timeout, new Promise<void>((resolve) => dispatcher.whenEmpty(resolve)));
  await atMost(end - performance.now(), whenThreadsEnd(dispatcher, end));
  const cut = () => new ClosedError('The Python client was closed before the call had ended');
  for (const stream of dispatcher.streams) stream.end(cut(), 'aborted');
  for (const admission of dispatcher.waiting) admission.endAll(cut);
  dispatcher.session.cutOff();
  await whenLeft(dispatcher);
  await atMost(Math.max(lastWords, end - performance.now()), finish(dispatcher, glue));
  dispatcher.session.close();
}

/** Threads that Python waits for at its end: a program's own, and executors with work. Python counts them; it takes its time. */
async function whenThreadsEnd({ runtime, session }: Dispatcher, end: number): Promise<void> {
  while (runtime.stats().sessions === 1 && performance.now() < end) {
    const ended = await runtime.broadcast(session, 'await_threads', []).then(
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

async function finish(dispatcher: Dispatcher, glue: GlueKeys): Promise<void> {
  const { runtime, session, contexts } = dispatcher;
  await Promise.allSettled([...contexts].map((context) => context.giveBack()));
  if (runtime.stats().sessions > 1) {
    await askGlue(session, { key: glue.flush, args: [], pool: 'home' }).catch(ignore);
    return;
  }
  // The last client of the process: what Python code asked to be done at its end is done now.
  await runtime.broadcast(session, 'finish', []).catch(ignore);
}

/** Waits no longer than that. The timer does not keep the process alive: what runs does. */
async function atMost(timeout: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    if (timeout !== Number.POSITIVE_INFINITY) timer = setTimeout(resolve, Math.min(timeout, 2 ** 31 - 1));
  });
  await Promise.race([work, patience]);
  clearTimeout(timer);
}

function ignore(): void {}
