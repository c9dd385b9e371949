import type { FunctionKey } from '@pyloom/core-native';
import type { Dispatcher } from '../calls/dispatcher';
import { Operation } from '../calls/operation';

/** Who wants to know what came of an item. */
export interface ItemCaller {
  settled(call: ItemCall): void;
}

/** The call for one item, and what came of it. */
export class ItemCall extends Operation {
  readonly #caller: ItemCaller;
  hasOutcome = false;
  /** Its result, or what it failed with. */
  value: unknown = undefined;
  isError = false;

  constructor(
    dispatcher: Dispatcher,
    key: FunctionKey,
    item: unknown,
    kwargs: Record<string, unknown> | undefined,
    caller: ItemCaller,
  ) {
    super(dispatcher, key, [item], kwargs, dispatcher.routes.poolOf(key));
    this.#caller = caller;
    this.mayBeCarried = true;
  }

  protected succeed(value: unknown): void {
    this.value = value;
    this.hasOutcome = true;
    this.#caller.settled(this);
  }

  protected fail(error: unknown): void {
    this.value = error;
    this.isError = true;
    this.hasOutcome = true;
    this.#caller.settled(this);
  }
}
