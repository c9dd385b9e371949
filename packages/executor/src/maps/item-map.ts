import { AsyncResource } from 'node:async_hooks';
import { type Abortable, ItemQueue, isPyloomError, unwatchAbort, watchAbort } from '@pyloom/common';
import { ClosedError } from '@pyloom/core-native';
import { rejectFromCaller } from '../calls/caller-stack';
import { type PromiseParts, promiseOf } from '../calls/promise-parts';
import type { ItemCall, ItemCaller } from './item-call';
import type { ItemSource } from './item-source';

class Consumer implements PromiseParts {
  promiseResolve!: (value: unknown) => void;
  promiseReject!: (reason: unknown) => void;
}

/** What a map consists of. */
export interface MapPlan {
  readonly source: ItemSource;
  /** The call for an item, which is not started yet. */
  makeCall(item: unknown, caller: ItemCaller): ItemCall;
  /** What messages call it. */
  readonly description: string;
  readonly timeout: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly concurrency: number;
  readonly ordered: boolean;
}

/**
 * A call for each item, so many at a time. Items are drawn as results are taken: those in work and those whose results wait for a
 * reader are never more than `concurrency` together.
 */
export class ItemMap implements ItemCaller, Abortable {
  readonly #plan: MapPlan;
  /** Of whoever made it: its calls are made as if there, whoever reads. */
  readonly #context = new AsyncResource('PYLOOM_MAP');
  /** What is to be given out, in this order: of the items, or in which they settled. */
  readonly #outcomes = new ItemQueue<ItemCall>();
  readonly #consumers = new ItemQueue<Consumer>();
  /** In the order of the items. */
  readonly #running = new Set<ItemCall>();
  /** What comes after the last outcome instead of the end. */
  #failure: { readonly error: unknown } | undefined = undefined;
  #hasStarted = false;
  #isDrawing = false;
  /** No item is drawn any more. */
  #isExhausted = false;

  constructor(plan: MapPlan) {
    this.#plan = plan;
  }

  next(): Promise<IteratorResult<unknown>> {
    const consumer = new Consumer();
    const promise = promiseOf<IteratorResult<unknown>>(consumer);
    this.#consumers.push(consumer);
    if (!this.#hasStarted) this.#begin();
    this.#give();
    return promise;
  }

  /** Cancels what runs and closes the source. Rejects with what closing it does. */
  async leave(): Promise<void> {
    const closed = this.#stopDrawing();
    this.#end();
    this.#give();
    await closed;
  }

  /** An item's call has ended. */
  settled(call: ItemCall): void {
    if (!this.#running.has(call)) return; // it was cancelled
    if (call.isError) this.#breakOffBehind(call);
    this.#running.delete(call);
    if (!this.#plan.ordered) this.#outcomes.push(call);
    this.#give();
  }

  /** By the signal. */
  aborted(reason: unknown): undefined {
    this.#stopDrawing().catch(ignore);
    this.#cancel([...this.#running]);
    this.#outcomes.clear();
    this.#failure = { error: reason };
    this.#give();
  }

  #begin(): void {
    this.#hasStarted = true;
    const { signal } = this.#plan;
    if (this.#isExhausted) return; // it was left before it began
    if (signal?.aborted) {
      this.aborted(signal.reason);
      return;
    }
    if (signal !== undefined) watchAbort(signal, this);
    this.#draw();
  }

  #draw(): void {
    if (this.#isDrawing || this.#isExhausted || this.#present >= this.#plan.concurrency) return;
    this.#isDrawing = true;
    this.#context.runInAsyncScope(() => {
      this.#plan.source.next().then(
        (item) => this.#drawn(item),
        (error) => this.#sourceFailed(error),
      );
    });
  }

  /** Items that were drawn and whose results nobody has taken yet. */
  get #present(): number {
    return this.#plan.ordered ? this.#outcomes.length : this.#outcomes.length + this.#running.size;
  }

  #drawn(item: IteratorResult<unknown>): void {
    this.#isDrawing = false;
    if (this.#isExhausted) return; // it was left while the item was on its way
    if (item.done === true) {
      this.#isExhausted = true;
      this.#give();
      return;
    }
    const call = this.#plan.makeCall(item.value, this);
    this.#running.add(call);
    if (this.#plan.ordered) this.#outcomes.push(call);
    call.limit(this.#plan.timeout, undefined);
    call.start();
    this.#draw();
  }

  #sourceFailed(error: unknown): void {
    this.#isDrawing = false;
    if (this.#isExhausted) return;
    this.#failure = { error };
    this.#stopDrawing().catch(ignore);
    this.#give();
  }

  /** Gives out what there is to those who wait for it, and draws as many items as are taken. */
  #give(): void {
    while (this.#consumers.length > 0) {
      if (this.#outcomes.first?.hasOutcome) this.#take();
      else if (this.#isExhausted && this.#present === 0) this.#finish();
      else return;
    }
  }

  #take(): void {
    const { isError, value } = this.#outcomes.shift();
    if (isError) {
      this.#end();
      reject(this.#consumers.shift(), value);
    } else {
      this.#consumers.shift().promiseResolve({ value, done: false });
      this.#draw();
    }
  }

  #finish(): void {
    const failure = this.#failure;
    this.#end();
    const consumer = this.#consumers.shift();
    if (failure === undefined) consumer.promiseResolve({ value: undefined, done: true });
    else reject(consumer, failure.error);
  }

  /** What comes behind an error is for nobody: in the order of the items, or of all that have not settled. */
  #breakOffBehind(failed: ItemCall): void {
    this.#stopDrawing().catch(ignore);
    const running = [...this.#running];
    const behind = this.#plan.ordered ? running.slice(running.indexOf(failed) + 1) : running;
    this.#cancel(behind.filter((call) => call !== failed));
  }

  #cancel(calls: readonly ItemCall[]): void {
    for (const call of calls) {
      this.#running.delete(call);
      // Nobody asks why it ended, but what host functions have started in it.
      call.end(new ClosedError(`The map of ${this.#plan.description} was left`), 'aborted');
    }
  }

  #stopDrawing(): Promise<void> {
    if (this.#isExhausted) return Promise.resolve();
    this.#isExhausted = true;
    return this.#context.runInAsyncScope(() => this.#plan.source.close());
  }

  #end(): void {
    this.#cancel([...this.#running]);
    this.#outcomes.clear();
    this.#failure = undefined;
    if (this.#plan.signal !== undefined) unwatchAbort(this.#plan.signal, this);
  }
}

function reject(consumer: Consumer, error: unknown): void {
  if (isPyloomError(error)) consumer.promiseResolve(rejectFromCaller(error));
  else consumer.promiseReject(error);
}

function ignore(): void {}
