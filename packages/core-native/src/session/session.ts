import type { AsyncResource } from 'node:async_hooks';
import { ClosedError, InvalidArgumentError } from '@pyloom/common';
import type { FunctionKey } from '../calls/function-key';
import type { CallRequest, OutgoingCall } from '../calls/outgoing-call';
import type { Recipient } from '../calls/recipient';
import type { Settler } from '../calls/settler';
import type { Channel } from '../channel/channel';
import { binding, type SyncOutcome } from '../core/binding';
import { type PoolKind, poolNumber } from '../core/pool-kind';
import { describing } from '../values/js-values';
import { readPythonError } from '../values/read-python-error';
import type { ReferenceHandle } from '../values/reference';
import { type EventHandler, EventHandlers, type EventKind } from './event-handlers';
import { HeldReference } from './held-reference';
import { checkHostFunctionName } from './host-function-name';
import { answering, type RemoteFunction, remoteName } from './remote-function';
import { SyncContexts } from './sync-contexts';

/**
 * What a result of some type becomes: what `str()`, `repr()` or the method of that name gives, or what the function makes of
 * the reference to it.
 */
export type Converter = string | ((reference: never) => unknown);

/** A function of JavaScript's that Python calls by its name. */
export type HostFunction = (...args: never[]) => unknown;

/** In the core as kSyncContext. Python's names with an underscore are free of host functions of other kinds. */
const syncContext = '_sync_context';
/** In the core as kDescribe. */
const describeName = '_describe';

/** Functions that were bound and that nobody can call any more. */
const unbound = new FinalizationRegistry<number>((bound) => binding.unbindSync(bound));

/**
 * What a client is to the core: whose host functions, native functions, handlers and converters apply to its calls. To
 * be used on the thread that opened it.
 */
export class Session implements Recipient {
  /** A number of its own in this process. */
  readonly id: number;
  /** Whether all its calls run in processes. */
  remote = false;
  /** What typed arrays become in Python that are no Buffers. */
  arrays: 'memoryview' | 'numpy' = 'memoryview';
  /** What Python's arrays of 64-bit integers become: numbers if all are safe integers, or a ConversionError. */
  int64: 'bigint' | 'number' = 'bigint';
  readonly #channel: Channel;
  readonly #functions = new Map<string, number>();
  readonly #events: EventHandlers;
  readonly #syncContexts = new SyncContexts();
  #converters: readonly Converter[] = [];
  #makeReference: (reference: ReferenceHandle) => unknown = (reference) => reference;
  #closed = false;

  /** @internal by `Runtime.openSession`. */
  constructor(channel: Channel) {
    this.id = binding.openSession();
    this.#events = new EventHandlers(this.id);
    this.#channel = channel;
    channel.addSession(this);
    binding.setHostFunction(this.id, describeName, describing);
  }

  /** @internal It has processes from now on, for all its calls or for those that are sent there. */
  useProcesses(all: boolean, open: () => void): void {
    this.remote = all;
    open();
    binding.setHostFunction(this.id, describeName, describing);
  }

  /** How many processes there are, and lanes in each: as `Runtime.configurePool`. */
  configureProcesses(kind: PoolKind, size: number, maxSize: number): void {
    binding.configureProcesses(this.id, poolNumber[kind], size, maxSize);
  }

  /** The lane of a process that nothing else runs in; `Runtime.releaseLane` ends it. Undefined: none could be started. */
  reserveProcess(): number | undefined {
    this.#checkOpen();
    const lane = binding.reserveProcess(this.id);
    return lane < 0 ? undefined : lane;
  }

  /** Whether close() was called. */
  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Encodes the call now and sends it at the end of this turn's microtasks at the latest. Returns its number.
   * @throws ConversionError, with nothing sent; ClosedError.
   */
  submit(call: CallRequest, settler: Settler): number {
    this.#checkOpen();
    return this.#channel.calls.submit(this, call, settler);
  }

  /** The same as a promise, for calls that nobody has to take back. */
  ask<T>(call: CallRequest): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.submit(call, {
        resolve: resolve as (value: unknown) => void,
        reject,
        reroute: (callId, reason) =>
          this.resubmit(callId, { pool: reason === 'async' ? 'asyncHome' : 'home' }),
      });
    });
  }

  /**
   * Calls the function in every interpreter. With `remember`, in those to come as well, in the order of the calls; the same key
   * replaces an earlier one. Rejects with what it raised in the main interpreter, or else in any; but what is remembered can
   * only warn of a failure in others than the main one.
   */
  broadcast(key: FunctionKey, args: readonly unknown[], options: { remember?: string } = {}): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#channel.calls.submit(
        this,
        { key, args, pool: 'home', broadcast: options.remember ?? '' },
        {
          resolve: () => resolve(),
          reject,
          reroute: (_id, _reason, module) =>
            reject(new Error(`${module} cannot run in the main interpreter`)),
        },
      );
    });
  }

  /**
   * Forgets the call: its settler is not called any more, and it is taken out of its queue or interrupted. False when it has ended
   * already.
   */
  cancel(callId: number): boolean {
    return this.#channel.calls.cancel(callId);
  }

  /** Sends a call that was answered by `reroute` again, elsewhere, with the arguments that the core has kept. */
  resubmit(callId: number, where: { pool: PoolKind; interpreter?: number; lane?: number }): void {
    binding.resubmit(callId, poolNumber[where.pool], where.interpreter ?? -1, where.lane ?? -1);
  }

  /**
   * Calls on this thread, in the main interpreter, and blocks it meanwhile.
   * @throws what the Python code raised; ConversionError; ClosedError.
   */
  callSync(
    key: FunctionKey,
    args: readonly unknown[],
    kwargs?: Readonly<Record<string, unknown>>,
    roots?: OutgoingCall['roots'],
  ): unknown {
    this.#checkOpen();
    return this.#channel.callSync(this, key, args, kwargs, roots);
  }

  /**
   * The function looked up once, for hot loops: reloading its module does not change it.
   * @throws what the import raised.
   */
  bindSync(key: FunctionKey): (...args: unknown[]) => unknown {
    this.#checkOpen();
    if (this.remote) return (...args: unknown[]) => this.callSync(key, args);
    this.#channel.keepSyncBuffer();
    const bound = binding.bindSync(this.id, key.id);
    if (typeof bound !== 'number') return this.#channel.readSync(this, bound) as never;
    const { id } = this;
    const channel = this.#channel;
    const read = (outcome: SyncOutcome, args: readonly unknown[]) => {
      if (typeof outcome !== 'object' && outcome !== undefined) return outcome;
      if (outcome === undefined) return channel.callSync(this, key, args, undefined);
      return outcome === null ? null : channel.readSync(this, outcome);
    };
    const call = (...args: unknown[]) => {
      if (this.#closed) this.#checkOpen();
      channel.keepSyncBuffer();
      // One argument is what hot loops mostly have; spreading costs 40 ns.
      const outcome =
        args.length === 1 ? binding.callBound(id, bound, args[0]) : binding.callBound(id, bound, ...args);
      return typeof outcome === 'number' ? outcome : read(outcome, args);
    };
    unbound.register(call, bound);
    return call;
  }

  /**
   * Makes the function known to Python under this name. A name that is taken is replaced.
   * @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) for the names of the Python module itself; ClosedError.
   */
  registerHostFunction(name: string, fn: HostFunction): void {
    this.#checkOpen();
    checkHostFunctionName(name);
    this.#setFunction(name, fn);
  }

  #setFunction(name: string, fn: HostFunction): void {
    const id = this.#channel.values.hold(fn);
    const replaced = this.#functions.get(name);
    binding.setHostFunction(this.id, name, id);
    this.#functions.set(name, id);
    if (replaced !== undefined) this.#channel.values.release(replaced);
  }

  /** False when no function is registered by this name. */
  unregisterHostFunction(name: string): boolean {
    const id = this.#functions.get(name);
    if (id === undefined) return false;
    this.#functions.delete(name);
    binding.removeHostFunction(this.id, name);
    this.#channel.values.release(id);
    return true;
  }

  /**
   * Functions of other native packages (include/pyloom/native_function.h) that Python reaches without JavaScript, such as
   * `SharedState.nativeFunctions()`.
   */
  lendNativeFunctions(functions: Readonly<Record<string, unknown>>): void {
    for (const [name, external] of Object.entries(functions)) {
      if (binding.lendNativeFunction(this.id, name, external)) continue;
      throw new InvalidArgumentError(
        `'${name}' is no native function of the version that this package understands; use versions of the pyloom packages that were released together`,
      );
    }
  }

  /** Functions that Python calls in the same way, whose answers come from elsewhere: a store on another machine. */
  lendRemoteFunctions(functions: Readonly<Record<string, RemoteFunction>>): void {
    this.#checkOpen();
    for (const [name, remote] of Object.entries(functions)) {
      this.#setFunction(remoteName(name), answering(remote));
    }
  }

  /**
   * What becomes of results by the qualified name of a type or one of its bases: { 'decimal.Decimal': 'str' }. Asked before any
   * conversion of the core's.
   */
  setConverters(table: Readonly<Record<string, Converter>>): void {
    const converters = Object.values(table);
    this.#converters = converters;
    binding.setConverters(
      this.id,
      Object.keys(table),
      converters.map((converter) => (typeof converter === 'function' ? '' : converter)),
    );
  }

  /**
   * What stands for a Python object that has no counterpart in JavaScript. It goes back as that object when it is an
   * instance of a class with the handle under `referenceSymbol`. Default: the handle itself.
   */
  setReferenceFactory(factory: (reference: ReferenceHandle) => unknown): void {
    this.#makeReference = factory;
  }

  /** The error for an exception that the Python half has described among other values: what an expression failed with. */
  readError(description: unknown): unknown {
    return readPythonError(description as Record<string, unknown>, this.#channel.values);
  }

  /** @internal */
  makeReference(handle: number, interpreter: number, typeName: string, converter?: number): unknown {
    const reference = this.#makeReference(new HeldReference(this.#channel, handle, interpreter, typeName));
    const convert = converter === undefined ? undefined : this.#converters[converter];
    return typeof convert === 'function' ? convert(reference as never) : reference;
  }

  /**
   * A handler makes Python send these events, and runs in the asynchronous context of this moment; null: Python drops them;
   * undefined: it writes them itself. One that throws, or whose promise rejects, is reported as a warning. A span comes with the context of the call that it was made in, while that is under way.
   * @throws ClosedError.
   */
  setEventHandler(kind: EventKind, handler: EventHandler | null | undefined): void {
    this.#checkOpen();
    this.#events.set(kind, handler);
  }

  /**
   * Whether spans that are made within callSync come with the asynchronous context of that call, too. Each then asks on this
   * thread for a number below zero, to be told from those of other calls.
   */
  keepSyncContexts(wanted: boolean): void {
    if (!wanted) {
      this.unregisterHostFunction(syncContext);
      return;
    }
    this.#checkOpen();
    this.#setFunction(syncContext, () => this.#syncContexts.keep());
  }

  /** @internal */
  takeSyncContext(number: number): AsyncResource | undefined {
    return this.#syncContexts.take(number);
  }

  /** @internal */
  deliverEvent(kind: number, payload: unknown, context: AsyncResource | undefined): void {
    this.#events.deliver(kind, payload, context);
  }

  /** Calls that have not ended reject with a ClosedError; those that run are interrupted. New ones can be made. */
  cutOff(): void {
    this.#channel.calls.cutOff(this);
  }

  /** cutOff(), for good. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#channel.removeSession(this);
    binding.closeSession(this.id);
    for (const id of this.#functions.values()) this.#channel.values.release(id);
    this.#functions.clear();
  }

  #checkOpen(): void {
    if (this.#closed)
      throw new ClosedError('This client has been closed; make a new one with createPython()');
  }
}
