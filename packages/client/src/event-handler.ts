/**
 * A handler of what Python prints, logs or traces. One that throws must not take the process with it, nor what else came
 * with the same crossing; it is reported as a warning.
 */
export function guarded<T>(what: string, handler: (payload: T) => void): (payload: T) => void {
  return (payload) => {
    try {
      handler(payload);
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.emitWarning(`The ${what} handler threw: ${text}`, {
        type: 'PyloomWarning',
        code: 'PYLOOM_HANDLER_THREW',
      });
    }
  };
}
