import type { FunctionKey, PoolKind, Runtime, Session } from '@pyloom/core-native';
import type { ClusterFacts, Engine } from './engine';

/** A call of a function that may run on any machine, as far as the driver is concerned. */
export interface CarriedCall {
  key: FunctionKey;
  routeKey: FunctionKey;
  args: readonly unknown[];
  pool: PoolKind;
  /** What messages call the arguments that are the glue's. */
  argumentNames: unknown;
  /** The host call that it is nested in. */
  readonly parent: unknown;
  /** What it needs there. */
  readonly resources: object | undefined;
  /** Whether its result stays in Python. */
  readonly isKept: boolean;
}

/** The driver of a cluster, which is the one process of the session: calls are handed to it, and it hands them to the engine. */
export class Driver {
  readonly engine: Engine;
  readonly #runtime: Runtime;
  readonly #session: Session;

  constructor(engine: Engine, runtime: Runtime, session: Session) {
    this.engine = engine;
    this.#runtime = runtime;
    this.#session = session;
  }

  /** Makes the process a driver, and one that takes its place after a crash. */
  async configure(killAfter: number): Promise<void> {
    const { module, options } = this.engine;
    const args = [module, String(this.#session.id), options, killAfter];
    await this.#session.broadcast(this.#key('configure'), args, { remember: 'driver' });
  }

  /** Rejects with a PythonError that says why there is no cluster. */
  connect(): Promise<ClusterFacts> {
    return this.#session.ask<ClusterFacts>({ key: this.#key('connect'), args: [], pool: 'home' });
  }

  async disconnect(): Promise<void> {
    await this.#session.ask({ key: this.#key('disconnect'), args: [], pool: 'home' });
  }

  /** What the process itself was told: every worker does the same before its next call. */
  async everywhere(key: FunctionKey, args: readonly unknown[], remember: string): Promise<void> {
    const module = key.module.replace(/^pyloom\./, '');
    const step = [remember, module, key.name, ...args];
    await this.#session.broadcast(this.#key('add_step'), step, { remember: `step ${remember}` });
  }

  /** Makes a call of a function one of the driver's, which has a worker call it. False: it is one of `__main__`, which is the driver's own. */
  carry(call: CarriedCall): boolean {
    const { module, name } = call.routeKey;
    if (module === '__main__') return false;
    const args = call.isKept ? call.args.slice(3) : call.args;
    call.key = this.#key(call.isKept ? 'call_kept' : 'call');
    // All on one event loop, whatever module they are of.
    call.routeKey = call.key;
    // Whoever waits for it in its chain has a processor already, perhaps the last one.
    const nested = call.parent === undefined ? undefined : { numCpus: 0 };
    const wanted = nested || call.resources ? { ...nested, ...call.resources } : null;
    call.args = [wanted, module, name, ...args];
    call.argumentNames = ['wanted', 'module', 'name'];
    call.pool = 'asyncHome';
    return true;
  }

  /** Where a stream of what a function gives is opened. Undefined: as usual, in the driver itself. */
  streaming({
    module,
  }: FunctionKey): { pool: PoolKind; key: FunctionKey; routeKey: FunctionKey } | undefined {
    if (module === '__main__') return undefined;
    const key = this.#key('open_stream');
    return { pool: 'asyncHome', key, routeKey: key };
  }

  /** A context on the cluster: its namespace, and the name of its module. */
  openContext<Opened>(): Promise<Opened> {
    return this.#session.ask<Opened>({ key: this.#key('open_context'), args: [], pool: 'asyncHome' });
  }

  /** Whether it passes the arguments of that function of its own on to a worker, which finds there what is in the store. */
  passesOn({ module, name }: FunctionKey): boolean {
    return module === 'pyloom._driver' && !name.startsWith('call_here');
  }

  /** Makes an operation of a context, whose first argument that is, one of the driver's. */
  carryIntoContext(call: CarriedCall, names: readonly string[]): void {
    const { module, name } = call.key;
    const [namespace, ...args] = call.args;
    call.key = this.#key('in_context');
    call.routeKey = call.key;
    call.args = [namespace, module.replace(/^pyloom\./, ''), name, ...args];
    call.argumentNames = ['context', 'module', 'function', ...names.slice(1)];
    call.pool = 'asyncHome';
  }

  /** Where a stream of a context's is opened: of a call, or of an expression. */
  streamingInContext(what: 'call' | 'expression'): {
    pool: PoolKind;
    key: FunctionKey;
    routeKey: FunctionKey;
  } {
    const key = this.#key(`open_context_${what}`);
    return { pool: 'asyncHome', key, routeKey: key };
  }

  /** An object of the driver's is among the arguments: it is called there. */
  callHere(call: CarriedCall, called: FunctionKey): void {
    call.key = this.#key(call.isKept ? 'call_here_kept' : 'call_here');
    call.routeKey = called;
    call.pool = 'home';
  }

  #key(name: string): FunctionKey {
    return this.#runtime.functionKey('pyloom._driver', name);
  }
}
