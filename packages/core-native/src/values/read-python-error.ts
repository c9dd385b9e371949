import type { JsValues } from './js-values';
import { PythonError } from './python-error';

/** The description that the Python half made of an exception, as the error to throw. */
export function readPythonError(description: Record<string, unknown>, values: JsValues): unknown {
  const thrown = description.jsError;
  // A JavaScript error that went through Python uncaught is that very error again, or whatever was thrown.
  if (typeof thrown === 'number' && values.has(thrown)) return values.get(thrown);
  const cause = description.cause as Record<string, unknown> | undefined;
  return new PythonError({
    type: String(description.type ?? 'Exception'),
    module: String(description.module ?? 'builtins'),
    message: String(description.message ?? ''),
    traceback: String(description.traceback ?? ''),
    notes: (description.notes as string[] | undefined) ?? [],
    ...(cause === undefined ? {} : { cause: readPythonError(cause, values) as PythonError | Error }),
  });
}
