import type { FunctionKey, PoolKind } from '@pyloom/core-native';
import type { Dispatcher } from '../calls/dispatcher';
import { Operation } from '../calls/operation';
import type { Outcome } from '../figures/outcome-counts';

/** Who reads a stream: gets the items while the generator runs, then how the pull ended. */
export interface StreamReader {
  received(item: unknown): void;
  pulled(result: unknown): void;
  pullFailed(error: unknown): void;
  describe(): string;
}

/** One crossing into Python for a few items of a stream. They arrive one by one, before the pull ends. */
export class StreamPull extends Operation {
  readonly reader: StreamReader;
  #wasCut = false;
  #whenEnded: (() => void) | undefined = undefined;

  constructor(
    dispatcher: Dispatcher,
    key: FunctionKey,
    args: readonly unknown[],
    kwargs: Record<string, unknown> | undefined,
    pool: PoolKind,
    reader: StreamReader,
  ) {
    super(dispatcher, key, args, kwargs, pool);
    this.reader = reader;
    this.counted = false;
  }

  override describe(): string {
    return this.reader.describe();
  }

  /** Whether it ended without an answer from Python. */
  get wasCut(): boolean {
    return this.#wasCut;
  }

  /** Once it has ended, in whichever way. */
  ended(): Promise<void> {
    if (this.isSettled) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenEnded = resolve;
    });
  }

  /** The core's: Python sent a value before the end. */
  item(value: unknown): void {
    this.reader.received(value);
  }

  protected succeed(result: unknown): void {
    this.reader.pulled(result);
    this.#whenEnded?.();
  }

  override end(error: unknown, outcome: Outcome): boolean {
    if (!this.isSettled) this.#wasCut = true;
    return super.end(error, outcome);
  }

  protected fail(error: unknown): void {
    this.reader.pullFailed(error);
    this.#whenEnded?.();
  }
}
