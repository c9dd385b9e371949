import type { FunctionKey, PoolKind } from '@pyloom/core-native';
import type { ContextWork } from '../contexts/context-work';

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
  /** What is under way in the context that the stream is of, if it is of one. */
  readonly work?: ContextWork | undefined;
}
