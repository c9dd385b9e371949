import type { JsValues } from './js-values';
import { lostWorker } from './python-crashed-error';
import { PythonError } from './python-error';
import { type ReferenceHandle, referenceSymbol } from './reference';

/** The description that the Python half made of an exception, as the error to throw. */
export function readPythonError(description: Record<string, unknown>, values: JsValues): unknown {
  const thrown = description.jsError;
  // A JavaScript error that went through Python uncaught is that very error again, or whatever was thrown.
  if (typeof thrown === 'number' && values.has(thrown)) return values.get(thrown);
  if (typeof description.lost === 'string') return lostWorker(description.lost);
  const cause = description.cause as Record<string, unknown> | undefined;
  return releasedWith(
    new PythonError({
      type: String(description.type ?? 'Exception'),
      module: String(description.module ?? 'builtins'),
      message: String(description.message ?? ''),
      traceback: String(description.traceback ?? ''),
      notes: (description.notes as string[] | undefined) ?? [],
      value: description.value,
      bases: (description.bases as string[] | undefined) ?? [],
      ...(typeof description.step === 'string' && { step: description.step }),
      ...(cause === undefined ? {} : { cause: readPythonError(cause, values) as PythonError | Error }),
    }),
  );
}

const abandoned = new FinalizationRegistry<ReferenceHandle>((handle) => handle.release());

/** Of an error, and of all that have its properties: a call that failed for several callers has an error for each. */
const life = Symbol('pyloom.life');

/** The exception lives as long as its errors. Where a session makes something of references, that is what lets go. */
function releasedWith(error: PythonError): PythonError {
  const handle = error[referenceSymbol];
  if (handle !== undefined && handle === error.value) {
    const shared = {};
    Object.defineProperty(error, life, { value: shared });
    abandoned.register(shared, handle);
  }
  return error;
}
