import { AsyncResource } from 'node:async_hooks';
import { type Abortable, atMost, ItemQueue, isPyloomError, unwatchAbort, watchAbort } from '@pyloom/common';
import { ClosedError, type FunctionKey, type HostCallScope, type PoolKind } from '@pyloom/core-native';
import { fromReadersView } from '../calls/argument-paths';
import type { CallLimits } from '../calls/call-options';
import { rejectFromCaller } from '../calls/caller-stack';
import type { Dispatcher } from '../calls/dispatcher';
import { Limits } from '../calls/limits';
import { chainOf } from '../calls/operation';
import { type PromiseParts, promiseOf } from '../calls/promise-parts';
import { PythonTimeoutError } from '../calls/python-timeout-error';
import type { Outcome } from '../figures/outcome-counts';
import type { RetirableStream, StreamOpening } from './stream-opening';
import { StreamPull, type StreamReader } from './stream-pull';

/** A generator that was left while it works may end by itself for so long, in milliseconds; then it is interrupted. */
const leaveGrace = 100;

interface StreamPlace {
  readonly pool: PoolKind;
  readonly interpreter: number;
  /** -1: any lane of the interpreter. */
  readonly lane: number;
}

class Consumer implements PromiseParts {
  promiseResolve!: (value: unknown) => void;
  promiseReject!: (reason: unknown) => void;

  /** @param stream must not pass for abandoned while somebody waits for its next value */
  constructor(readonly stream: object) {}
}

let lastStream = 0;

const idle = 0;
const open = 1;
/** The values that are there are still given out, then the error or the end. */
const ended = 2;

/**
 * The JavaScript half of a stream: pulls items from Python as long as the buffer has room, and gives them to whoever
 * waits. Between pulls it holds neither a permit nor a lane.
 */
export class StreamSource implements StreamReader, RetirableStream, Abortable {
  readonly #dispatcher: Dispatcher;
  readonly #limits: CallLimits;
  readonly #highWaterMark: number;
  /** The host call that the stream was made in, if any: its pulls ride on that chain. */
  readonly #scope: HostCallScope | undefined;
  /** Unique in the process. */
  readonly #id: string;
  readonly #opening: StreamOpening;
  #phase = idle;
  #items = new ItemQueue<unknown>();
  #consumers = new ItemQueue<Consumer>();
  #pull: StreamPull | undefined = undefined;
  /** Items that the pull was asked for and has not sent. */
  #owed = 0;
  /** Items that have come. */
  #received = 0;
  /** Where the iterator lives; undefined until it is known, and once it is exhausted or closed. */
  #place: StreamPlace | undefined = undefined;
  #waitLimit: Limits | undefined = undefined;
  #error: unknown = undefined;
  #hasError = false;
  #closing: Promise<void> | undefined = undefined;
  /** A stream that belongs to a chain is not counted. */
  #isNested = false;
  #isRetired = false;
  /** Of whoever made it: its pulls are made as if there, whoever reads. */
  readonly #context = new AsyncResource('PYLOOM_STREAM');

  constructor(
    dispatcher: Dispatcher,
    opening: StreamOpening,
    limits: CallLimits,
    highWaterMark: number,
    scope: HostCallScope | undefined,
  ) {
    this.#dispatcher = dispatcher;
    this.#id = `${dispatcher.session.id}.${++lastStream}`;
    this.#opening = opening;
    this.#limits = limits;
    this.#highWaterMark = highWaterMark;
    this.#scope = scope;
    opening.work?.opened(this);
  }

  describe(): string {
    return this.#opening.description;
  }

  next(stream: object): Promise<IteratorResult<unknown>> {
    if (this.#items.length > 0) {
      const value = this.#items.shift();
      this.#pullIfThereIsRoom();
      return Promise.resolve({ value, done: false });
    }
    if (this.#phase === ended) return this.#last();
    const consumer = new Consumer(stream);
    const promise = promiseOf<IteratorResult<unknown>>(consumer);
    this.#consumers.push(consumer);
    if (this.#consumers.length === 1) this.#limitWait();
    if (this.#phase === idle) this.#start();
    else this.#pullIfThereIsRoom();
    return promise;
  }

  /** The consumer leaves: what is buffered is dropped, the generator closed, its `finally` run. */
  leave(): Promise<void> {
    this.#items.clear();
    if (this.#phase !== ended) {
      if (this.#phase === open) this.#count('completed');
      this.#finish();
    }
    this.#hasError = false;
    this.#closing ??= this.#close(leaveGrace);
    return this.#closing;
  }

  /** Ended from outside: what is buffered is still given out. */
  end(error: unknown, outcome: Outcome): void {
    if (this.#phase === ended) return;
    this.#fail(error, outcome);
    this.#closing ??= this.#close(0);
    this.#closing.catch(ignore);
  }

  /** Its context closes: no more is pulled than what is under way. */
  async retire(error: unknown): Promise<void> {
    this.#isRetired = true;
    if (this.#phase === idle) this.#breakOff(error);
    await this.#pull?.ended();
    this.end(error, 'aborted');
    await this.#closing?.catch(ignore);
  }

  // ---------------------------------------------------------------- from the pull

  received(value: unknown): void {
    if (this.#phase === ended) return;
    this.#owed--;
    this.#received++;
    if (this.#consumers.length === 0) {
      this.#items.push(value);
      return;
    }
    this.#consumers.shift().promiseResolve({ value, done: false });
    this.#waitLimit?.disarm();
    this.#waitLimit = undefined;
    if (this.#consumers.length > 0) this.#limitWait();
  }

  pulled(result: unknown): void {
    const pull = this.#pull;
    this.#pull = undefined;
    // The opening pull tells where the iterator is, every other whether there may be more.
    let more = result !== false;
    if (Array.isArray(result)) {
      const [hasMore, interpreter, lane] = result as [boolean, number, number];
      more = hasMore;
      this.#place = { interpreter, lane, pool: pull?.pool ?? this.#opening.pool };
    }
    if (!more) this.#place = undefined;
    if (this.#phase === ended) return;
    if (!more) {
      this.#count('completed');
      this.#finish();
    } else {
      // One that gave its lane back before it had sent all goes on where it was.
      this.#pullIfThereIsRoom(this.#owed > 0);
    }
  }

  pullFailed(error: unknown): void {
    this.#pull = undefined;
    if (this.#phase === ended) return;
    this.#fail(fromReadersView(error, this.#received), outcomeOf(error));
    // Python has done with an iterator that raised; one that was not got at is still there.
    if (isFromPython(error)) this.#place = undefined;
    this.#closing ??= this.#close(0);
    this.#closing.catch(ignore);
  }

  // ---------------------------------------------------------------- limits

  aborted(reason: unknown): undefined {
    this.end(reason, 'aborted');
  }

  expired(timeout: number): void {
    this.end(new PythonTimeoutError(timeout, `the next value of ${this.describe()}`), 'timedOut');
  }

  #limitWait(): void {
    const { timeout } = this.#limits;
    if (timeout !== undefined && timeout !== Number.POSITIVE_INFINITY) {
      this.#waitLimit = new Limits(this, timeout, undefined);
    }
  }

  // ---------------------------------------------------------------- inside

  #start(): void {
    const { signal } = this.#limits;
    this.#isNested = chainOf(this.#scope) !== undefined;
    if (signal?.aborted) {
      this.end(signal.reason, 'aborted');
      return;
    }
    if (signal !== undefined) watchAbort(signal, this);
    this.#phase = open;
    this.#dispatcher.registry.streams.add(this);
    const { key, args, kwargs, pool, interpreter, lane, routeKey, work, argumentNames = [] } = this.#opening;
    const pull = new StreamPull(this.#dispatcher, key, [this.#id, this.#room(), ...args], kwargs, pool, this);
    pull.interpreter = interpreter;
    pull.lane = lane;
    pull.argumentNames = ['stream', 'count', ...argumentNames];
    pull.work = work;
    if (routeKey !== undefined) pull.routeKey = routeKey;
    this.#send(pull, this.#room());
  }

  #pullIfThereIsRoom(evenForFew = false): void {
    if (this.#pull !== undefined || this.#phase !== open || this.#place === undefined || this.#isRetired)
      return;
    const room = this.#room();
    // Half empty at least: crossing for each item that is taken would cost more than the items.
    const few = this.#consumers.length === 0 && room * 2 < this.#highWaterMark;
    if (room <= 0 || (few && !evenForFew)) return;
    const { pool, interpreter, lane } = this.#place;
    const key = this.#key('pull');
    const pull = new StreamPull(this.#dispatcher, key, [this.#id, room], undefined, pool, this);
    pull.work = this.#opening.work;
    if (lane >= 0) pull.lane = lane;
    else pull.interpreter = interpreter;
    this.#send(pull, room);
  }

  #send(pull: StreamPull, count: number): void {
    this.#owed = count;
    this.#pull = pull;
    this.#context.runInAsyncScope(() => pull.start(this.#scope));
  }

  #room(): number {
    return this.#highWaterMark + this.#consumers.length - this.#items.length;
  }

  #count(outcome: Outcome): void {
    if (!this.#isNested) this.#dispatcher.registry.counts[outcome]++;
  }

  #fail(error: unknown, outcome: Outcome): void {
    this.#count(outcome);
    this.#breakOff(error);
  }

  #breakOff(error: unknown): void {
    this.#error = error;
    this.#hasError = true;
    this.#finish();
  }

  #finish(): void {
    this.#phase = ended;
    this.#waitLimit?.disarm();
    if (this.#limits.signal !== undefined) unwatchAbort(this.#limits.signal, this);
    this.#dispatcher.registry.streams.delete(this);
    this.#opening.work?.closed(this);
    while (this.#consumers.length > 0) this.#consumers.shift().promiseResolve(this.#last());
  }

  #last(): Promise<IteratorResult<unknown>> {
    if (!this.#hasError) return Promise.resolve({ value: undefined, done: true });
    this.#hasError = false;
    const error = this.#error;
    return isPyloomError(error) ? rejectFromCaller(error) : Promise.reject(error);
  }

  async #close(grace: number): Promise<void> {
    const opening = this.#place === undefined ? this.#pull : undefined;
    await this.#pullEnded(grace);
    if (this.#place !== undefined) return this.#closeAt(this.#place);
    // Taken back while it was being opened: it may have come to be all the same, nobody knows where.
    if (opening?.wasCut === true) await this.#closeAnywhere();
  }

  async #closeAt({ pool, interpreter, lane }: StreamPlace): Promise<void> {
    this.#place = undefined;
    const where = lane >= 0 ? { lane } : { interpreter };
    const close = { key: this.#key('close'), args: [this.#id], pool, ...where };
    await this.#context.runInAsyncScope(() => this.#dispatcher.session.ask(close));
  }

  async #closeAnywhere(): Promise<void> {
    // Not waited for: the lane that was interrupted may take its time.
    this.#dispatcher.session.broadcast(this.#key('close'), [this.#id]).catch(ignore);
  }

  #key(name: string): FunctionKey {
    return this.#dispatcher.runtime.functionKey('pyloom._streams', name);
  }

  async #pullEnded(grace: number): Promise<void> {
    const pull = this.#pull;
    if (pull === undefined) return;
    if (grace > 0) await atMost(grace, pull.ended());
    // Nobody asks why it ended, but what host functions have started in it.
    pull.end(new ClosedError(`The stream of ${this.describe()} was closed`), 'aborted');
  }
}

function isFromPython(error: unknown): boolean {
  return (
    isPyloomError(error) && (error.code === 'ERR_PYLOOM_PYTHON' || error.code === 'ERR_PYLOOM_CONVERSION')
  );
}

function outcomeOf(error: unknown): Outcome {
  if (!isPyloomError(error)) return 'failed';
  if (error.code === 'ERR_PYLOOM_OVERLOADED') return 'overloaded';
  if (error.code === 'ERR_PYLOOM_TIMEOUT') return 'timedOut';
  return error.code === 'ERR_PYLOOM_CLOSED' ? 'aborted' : 'failed';
}

function ignore(): void {}
