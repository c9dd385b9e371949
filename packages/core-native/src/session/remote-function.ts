import { isPyloomError } from '@pyloom/common';

/** What Python calls by name as it calls a native function, and what is elsewhere: arguments and result in the wire format. */
export type RemoteFunction = (args: Uint8Array) => Promise<Uint8Array>;

/** Of include/pyloom/native_function.h. */
const status = { ok: 0, typeError: 1, overflowError: 3, fullError: 4 } as const;

/** In the core as the one that CallRemote asks. */
export function remoteName(name: string): string {
  return `_remote_${name}`;
}

/** As the core understands it: bytes in, and out a status with the bytes of the result or the text of the error. */
export function answering(remote: RemoteFunction): (args: Uint8Array) => Promise<Buffer> {
  return async (args) => {
    try {
      return answerOf(status.ok, await remote(args));
    } catch (error) {
      const known = statusOf(error);
      if (known === undefined) throw error;
      return answerOf(known, Buffer.from((error as Error).message));
    }
  };
}

/** Undefined: an error of JavaScript's, which Python gets as one. */
function statusOf(error: unknown): number | undefined {
  if (!isPyloomError(error)) return undefined;
  if (error.code === 'ERR_PYLOOM_STATE_FULL') return status.fullError;
  if (error.code === 'ERR_PYLOOM_CONVERSION') return status.typeError;
  if (error.code !== 'ERR_PYLOOM_INVALID_ARGUMENT') return undefined;
  return error instanceof RangeError ? status.overflowError : status.typeError;
}

function answerOf(code: number, rest: Uint8Array): Buffer {
  return Buffer.concat([Uint8Array.of(code), rest]);
}
