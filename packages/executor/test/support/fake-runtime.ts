import type {
  CallRequest,
  FunctionKey,
  HostCallScope,
  PoolKind,
  Runtime,
  RuntimeStats,
  Session,
  Settler,
} from '@pyloom/core-native';
import { ClosedError } from '@pyloom/core-native';
import type { Dispatcher } from '../../src/calls/dispatcher';
import { type ChosenMode, Executor, type ExecutorOptions } from '../../src/index';
import { checkExecutorOptions } from '../../src/lifetime/executor-options';
import { makeDispatcher } from '../../src/lifetime/open-dispatcher';

/** A call that the executor has handed to the core, to be answered by the test. */
export interface Submitted {
  readonly id: number;
  readonly request: CallRequest;
  readonly settler: Settler;
  readonly name: string;
  /** Where it was sent, the last time. */
  pool: PoolKind;
}

/** The core as the executor sees it, without a Python: calls wait until the test answers them. */
export class FakeSession {
  readonly id = 1;
  readonly calls: Submitted[] = [];
  readonly cancelled: number[] = [];
  closed = false;
  /** Answers calls by itself, as the glue would. */
  answers: Record<string, (...args: unknown[]) => unknown> = { flush: () => null, close: () => null };
  readonly broadcasts: { operation: string; args: readonly unknown[]; remember?: string }[] = [];
  #next = 1;

  submit(request: CallRequest, settler: Settler): number {
    const { name } = request.key;
    if (request.args.some((arg) => typeof arg === 'symbol')) throw new TypeError('a symbol cannot cross');
    const id = this.#next++;
    const answer = this.answers[name];
    if (answer !== undefined) queueMicrotask(() => settler.resolve(answer(...request.args)));
    else this.calls.push({ id, request, settler, name, pool: request.pool });
    return id;
  }

  cancel(id: number): boolean {
    this.cancelled.push(id);
    return this.#remove(id);
  }

  resubmit(id: number, { pool }: { pool: PoolKind }): void {
    const call = this.calls.find((each) => each.id === id);
    if (call) call.pool = pool;
  }

  ask(request: CallRequest): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.submit(request, { resolve, reject, reroute: () => reject(new Error('sent elsewhere')) });
    });
  }

  async broadcast(
    { name }: FunctionKey,
    args: readonly unknown[],
    options: { remember?: string } = {},
  ): Promise<void> {
    this.broadcasts.push({ operation: name, args, ...options });
  }

  callSync(key: FunctionKey, args: readonly unknown[]): unknown {
    return this.answers[key.name]?.(...args);
  }

  bindSync(key: FunctionKey): (...args: unknown[]) => unknown {
    return (...args) => this.answers[key.name]?.(...args);
  }

  setEventHandler(): void {}

  cutOff(): void {
    for (const { settler } of this.calls.splice(0)) settler.reject(new ClosedError('cut off'));
  }

  close(): void {
    this.closed = true;
  }

  /** Answers the oldest call of that name, or the oldest of all. */
  resolve(value: unknown, name?: string): void {
    this.take(name).settler.resolve(value);
  }

  reject(error: unknown, name?: string): void {
    this.take(name).settler.reject(error);
  }

  take(name?: string): Submitted {
    const call = this.calls.find((each) => name === undefined || each.name === name);
    if (call === undefined) throw new Error(`no call ${name ?? ''} is in the core's hands`);
    this.#remove(call.id);
    return call;
  }

  #remove(id: number): boolean {
    const index = this.calls.findIndex((each) => each.id === id);
    if (index < 0) return false;
    this.calls.splice(index, 1);
    return true;
  }
}

export class FakeRuntime {
  readonly version = '3.13.0';
  readonly supportsOwnGil = true;
  readonly session = new FakeSession();
  readonly pools: Record<string, [size: number, maxSize: number]> = {};
  readonly lanes: RuntimeStats['lanes'] = [];
  gil = true;
  readonly #keys = new Map<string, FunctionKey>();

  constructor(readonly freeThreadedBuild = false) {}

  gilEnabled(): boolean {
    return this.gil;
  }

  functionKey(module: string, name: string): FunctionKey {
    const both = `${module}\0${name}`;
    const key = this.#keys.get(both) ?? { module, name, id: this.#keys.size };
    this.#keys.set(both, key);
    return key;
  }

  configurePool(kind: PoolKind, size: number, maxSize: number): void {
    this.pools[kind] = [size, maxSize];
  }

  reserveLane(): number {
    return 7;
  }

  releaseLane(): void {}

  openSession(): Session {
    return this.session as unknown as Session;
  }

  nameHomeModules(): void {}

  homeModules(): string[] {
    return [];
  }

  stats(): RuntimeStats {
    return { sessions: 1, references: 0, heldValues: 0, pools: [], lanes: this.lanes };
  }
}

export interface Fakes {
  readonly executor: Executor;
  readonly dispatcher: Dispatcher;
  readonly runtime: FakeRuntime;
  readonly session: FakeSession;
}

export function fakeExecutor(
  options: ExecutorOptions = {},
  chosen: ChosenMode = { mode: 'subinterp', reason: 'because' },
  runtime = new FakeRuntime(chosen.mode === 'free_threaded'),
): Fakes {
  const dispatcher = makeDispatcher(runtime as unknown as Runtime, chosen, checkExecutorOptions(options));
  return { executor: new Executor(dispatcher), dispatcher, runtime, session: runtime.session };
}

/** The scope of a host function that a call is waiting for. */
export function hostCallOf(call: Submitted): HostCallScope & { active: boolean } {
  return {
    token: 1,
    caller: call.settler,
    active: true,
    callerEnded: false,
    signal: new AbortController().signal,
  };
}

/** Lets everything that is settled be seen by those who await it. */
export const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
