import type { FunctionKey, PoolKind } from '@pyloom/core-native';
import type { Dispatcher } from './dispatcher';
import type { Outcome } from './outcome-counts';
import { PendingCall } from './pending-call';

/** A call that runs in a context, which knows of it until it has ended. */
export class ContextCall extends PendingCall {
  readonly #calls: Set<ContextCall>;

  constructor(
    dispatcher: Dispatcher,
    key: FunctionKey,
    args: readonly unknown[],
    kwargs: Record<string, unknown> | undefined,
    pool: PoolKind,
    calls: Set<ContextCall>,
    /** The context, which must not pass for abandoned before its calls have ended. */
    readonly holder: object,
  ) {
    super(dispatcher, key, args, kwargs, pool);
    this.#calls = calls;
    calls.add(this);
  }

  protected override succeed(value: unknown): void {
    this.#calls.delete(this);
    super.succeed(value);
  }

  protected override fail(error: unknown): void {
    this.#calls.delete(this);
    super.fail(error);
  }

  override end(error: unknown, outcome: Outcome): boolean {
    this.#calls.delete(this);
    return super.end(error, outcome);
  }
}
