import type { FunctionKey, PoolKind } from '@pyloom/core-native';
import type { Work } from '../calls/work';

/** What wants to know which streams are open in a place. */
export interface StreamWork extends Work {
  opened(stream: RetirableStream): void;
  closed(stream: RetirableStream): void;
}

/** A stream of a place that may close before it. */
export interface RetirableStream {
  /** No more is pulled than what is under way; then it ends with the error. */
  retire(error: unknown): Promise<void>;
}

/** How a stream is opened in Python: an operation of the glue that makes an iterator and keeps it. */
export interface StreamOpening {
  /** Takes the stream's id, the number of items that are wanted first, then `args`. */
  readonly key: FunctionKey;
  readonly args: readonly unknown[];
  /** The names of those of `args` that are not the caller's. */
  readonly argumentNames?: readonly string[] | undefined;
  readonly kwargs?: Record<string, unknown> | undefined;
  readonly pool: PoolKind;
  readonly interpreter?: number | undefined;
  readonly lane?: number | undefined;
  /** What a message calls it: `json.loads`. */
  readonly description: string;
  /** The function whose module decides where it runs. */
  readonly routeKey?: FunctionKey | undefined;
  /** What is under way in the place that the stream is of, if that wants to know. */
  readonly work?: StreamWork | undefined;
}
