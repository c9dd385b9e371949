const located = new WeakSet<Error>();

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
    const frames = asyncFrames();
    if (frames !== '') error.stack = `${error.name}: ${error.message}\n${frames}`;
  }
  throw error;
}

function asyncFrames(): string {
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, asyncFrames);
  const lines = (holder.stack ?? '').split('\n').filter((line) => /^\s+at async /.test(line));
  return lines.filter((line) => !line.includes('rejectFromCaller')).join('\n');
}
