import type { AsyncResource } from 'node:async_hooks';

/** Whom what comes from Python is for: a session, as far as the channel knows it. */
export interface Recipient {
  /** The core's number of it. */
  readonly id: number;
  /** Whether nothing may be sent for it any more. */
  readonly closed: boolean;
  /** Whether its calls run in processes. */
  readonly remote: boolean;
  /** What typed arrays become in Python. */
  readonly arrays: 'memoryview' | 'numpy';
  /** What Python's arrays of 64-bit integers become. */
  readonly int64: 'bigint' | 'number';
  /** What stands for a Python object; `converter` is the place of its type's conversion among the session's. */
  makeReference(handle: number, interpreter: number, typeName: string, converter?: number): unknown;
  /** `kind` as the core counts; the context is that of the call that the event comes from, where it is known. */
  deliverEvent(kind: number, payload: unknown, context: AsyncResource | undefined): void;
  /** The context of the synchronous call that asked for this number; once. */
  takeSyncContext(number: number): AsyncResource | undefined;
}
