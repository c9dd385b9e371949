import { describeValue } from '../checks/describe-value';

/**
 * A handler of what Python prints, logs or traces, or of what ensureVenv() does. One that throws, or whose promise rejects, must
 * not take the process with it, nor what else came with the same crossing; it is reported as a warning.
 */
export function guarded<Args extends unknown[]>(
  what: string,
  handler: (...args: Args) => unknown,
): (...args: Args) => void {
  const report = (error: unknown) => warn(what, error);
  return (...args) => {
    try {
      const result = handler(...args);
      // A promise or any thenable, whose then() may throw, too. There may be many calls, and most return nothing of the kind.
      if (Object(result) === result) Promise.resolve(result).catch(report);
    } catch (error) {
      report(error);
    }
  };
}

function warn(what: string, error: unknown): void {
  process.emitWarning(`The ${what} handler threw: ${describeThrown(error)}`, {
    type: 'PyloomWarning',
    code: 'PYLOOM_HANDLER_THREW',
  });
}

/** Anything may have been thrown, even what throws when it is looked at. */
function describeThrown(error: unknown): string {
  try {
    const stack: unknown = (error as Error | null | undefined)?.stack;
    return typeof stack === 'string' ? stack : describeValue(error);
  } catch {
    return describeValue(error);
  }
}
