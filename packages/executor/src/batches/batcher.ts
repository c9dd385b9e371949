import { AsyncResource } from 'node:async_hooks';
import { ItemQueue, isPyloomError } from '@pyloom/common';
import { currentHostCall, type FunctionKey, type Settler } from '@pyloom/core-native';
import { rejectFromCaller, twinOf } from '../calls/caller-stack';
import type { Dispatcher } from '../calls/dispatcher';
import { chainOf } from '../calls/operation';
import { PendingCall } from '../calls/pending-call';
import { type PromiseParts, promiseOf } from '../calls/promise-parts';
import type { BatchOptions } from './batch-options';
import { splitResults } from './split-results';

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
    const { maxSize = Number.POSITIVE_INFINITY, kwargs, ...limits } = this.#options;
    const items: Item[] = [];
    while (waiting.length > 0 && items.length < maxSize) items.push(waiting.shift());
    const args = [items.map(({ value }) => value)];
    try {
      // As if by whoever brought the first one.
      const result = await items[0]?.runInAsyncScope(() =>
        PendingCall.routed(this.#dispatcher, this.#key, args, kwargs).run(limits),
      );
      const { module, name } = this.#key;
      const results = splitResults(result, items.length, `${module}.${name}`);
      for (const [index, item] of items.entries()) item.promiseResolve(results[index]);
    } catch (error) {
      for (const item of items) reject(item, error);
    }
  }
}

/** Each gets an error of its own, which tells where it called. */
function reject(item: Item, error: unknown): void {
  if (isPyloomError(error)) item.promiseResolve(rejectFromCaller(twinOf(error)));
  else item.promiseReject(error);
}
