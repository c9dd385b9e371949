import { isPyloomError } from '@pyloom/common';

const located = new WeakSet<Error>();

/**
 * Lets the stack of a synchronous call's error begin with who called `below`: V8 keeps ten frames, and as many lie between the
 * caller and the place where the error is made. Errors of JavaScript that went through Python keep their own.
 */
export function locateBelow(error: unknown, below: (...args: never[]) => unknown): void {
  if (!isPyloomError(error) || located.has(error)) return;
  located.add(error);
  Error.captureStackTrace(error, below);
}

/** The same error for another caller, whose stack is not known yet. */
export function twinOf(error: Error): Error {
  const twin = new Error(error.message);
  const { stack: _, ...own } = Object.getOwnPropertyDescriptors(error);
  Object.defineProperties(Object.setPrototypeOf(twin, Object.getPrototypeOf(error)), own);
  Error.captureStackTrace(twin, twinOf);
  return twin;
}

/**
 * Rejects with `error`, whose stack then shows where the call was made.
 *
 * Capturing a stack for each call would cost more than the call. But V8 finds an async caller by following the
 * promise that it awaits, and can do so once the error is there: so nothing is paid for a call that succeeds.
 * Resolve the caller's promise with the promise of this function, and its frames appear.
 */
export async function rejectFromCaller(error: Error): Promise<never> {
  // The caller's promise hangs on this one only after two turns of the microtask queue.
  await undefined;
  await undefined;
  await undefined;
  if (!located.has(error)) {
    located.add(error);
    const frames = callerFrames();
    if (frames !== '') error.stack = `${error.name}: ${error.message}\n${frames}`;
  }
  throw error;
}

/** All that is on the stack now is this file's own; what V8 adds are those who await. */
function callerFrames(): string {
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, rejectFromCaller);
  const stack = holder.stack ?? '';
  const end = stack.indexOf('\n');
  return end < 0 ? '' : stack.slice(end + 1);
}
