import { AsyncResource } from 'node:async_hooks';
import { ItemQueue } from '@pyloom/common';
import { currentHostCall, type FunctionKey, type Settler } from '@pyloom/core-native';
import type { Dispatcher } from '../calls/dispatcher';
import { chainOf } from '../calls/operation';
import { PendingCall } from '../calls/pending-call';
import { type PromiseParts, promiseOf } from '../calls/promise-parts';
import { rejectTwin } from '../calls/reject-twin';
import type { BatchOptions } from './batch-options';
import { splitResults } from './split-results';
import { readUnsentItem } from './unsent-item';

/** An item that waits for its result, and the asynchronous context in which it came. */
class Item extends AsyncResource implements PromiseParts {
  promiseResolve!: (value: unknown) => void;
  promiseReject!: (reason: unknown) => void;

  constructor(readonly value: unknown) {
    super('PYLOOM_BATCH');
  }
}

/** Items of one chain, or of none. */
class Gathering {
  readonly items = new ItemQueue<Item>();
  isScheduled = false;
}

/**
 * Puts the items that come within a turn of the event loop together into one call. Those of a chain are for themselves, since that
 * chain waits for them: their call rides on its permit and does not wait for other calls.
 */
export class Batcher {
  readonly #dispatcher: Dispatcher;
  readonly #key: FunctionKey;
  readonly #options: BatchOptions;
  readonly #unchained = new Gathering();
  readonly #chained = new Map<Settler, Gathering>();
  #running = 0;

  constructor(dispatcher: Dispatcher, key: FunctionKey, options: BatchOptions) {
    this.#dispatcher = dispatcher;
    this.#key = key;
    this.#options = options;
  }

  add(value: unknown): Promise<unknown> {
    const item = new Item(value);
    const promise = promiseOf<unknown>(item);
    const chain = chainOf(currentHostCall());
    const gathering = chain === undefined ? this.#unchained : this.#gatheringOf(chain);
    gathering.items.push(item);
    this.#schedule(gathering, chain);
    return promise;
  }

  #gatheringOf(chain: Settler): Gathering {
    let gathering = this.#chained.get(chain);
    if (gathering === undefined) {
      gathering = new Gathering();
      this.#chained.set(chain, gathering);
    }
    return gathering;
  }

  /** After what else this turn brings: the requests of other connections, too. */
  #schedule(gathering: Gathering, chain: Settler | undefined): void {
    if (gathering.isScheduled) return;
    gathering.isScheduled = true;
    setImmediate(() => {
      gathering.isScheduled = false;
      if (chain === undefined) this.#sendUnchained();
      else this.#sendChained(gathering, chain);
    });
  }

  #sendUnchained(): void {
    const { concurrency = Number.POSITIVE_INFINITY } = this.#options;
    while (this.#unchained.items.length > 0 && this.#running < concurrency) {
      this.#running++;
      void this.#send(this.#unchained).finally(() => {
        this.#running--;
        if (this.#unchained.items.length > 0) this.#schedule(this.#unchained, undefined);
      });
    }
  }

  #sendChained(gathering: Gathering, chain: Settler): void {
    this.#chained.delete(chain);
    while (gathering.items.length > 0) void this.#send(gathering);
  }

  /** One call. Never rejects: its items do. */
  async #send({ items: waiting }: Gathering): Promise<void> {
    const { maxSize = Number.POSITIVE_INFINITY } = this.#options;
    const items: Item[] = [];
    while (waiting.length > 0 && items.length < maxSize) items.push(waiting.shift());
    while (items.length > 0) {
      try {
        const results = await this.#call(items);
        for (const [index, item] of items.entries()) item.promiseResolve(results[index]);
        return;
      } catch (error) {
        // The function has not run: the others go without the one that cannot be sent.
        const unsent = readUnsentItem(error);
        const refused = unsent === undefined ? items.splice(0) : items.splice(unsent.index, 1);
        for (const item of refused) rejectTwin(item, unsent?.error ?? error);
      }
    }
  }

  async #call(items: readonly Item[]): Promise<ArrayLike<unknown>> {
    const { maxSize: _, kwargs, ...limits } = this.#options;
    const args = [items.map(({ value }) => value)];
    // As if by whoever brought the first one.
    const result = await items[0]?.runInAsyncScope(() =>
      PendingCall.routed(this.#dispatcher, this.#key, args, kwargs).run(limits),
    );
    const { module, name } = this.#key;
    return splitResults(result, items.length, `${module}.${name}`);
  }
}
