import type { FunctionKey, PoolKind } from '@pyloom/core-native';
import type { Dispatcher } from '../calls/dispatcher';
import { PendingCall } from '../calls/pending-call';
import type { Outcome } from '../figures/outcome-counts';
import type { ContextWork } from './context-work';

/** A call that runs in a context, which knows of it until it has ended. */
export class ContextCall extends PendingCall {
  readonly #work: ContextWork;

  constructor(
    dispatcher: Dispatcher,
    key: FunctionKey,
    args: readonly unknown[],
    kwargs: Record<string, unknown> | undefined,
    pool: PoolKind,
    work: ContextWork,
  ) {
    super(dispatcher, key, args, kwargs, pool);
    this.#work = work;
    work.begun(this);
  }

  protected override succeed(value: unknown): void {
    this.#work.ended(this);
    super.succeed(value);
  }

  protected override fail(error: unknown): void {
    this.#work.ended(this);
    super.fail(error);
  }

  override end(error: unknown, outcome: Outcome): boolean {
    this.#work.ended(this);
    return super.end(error, outcome);
  }
}
