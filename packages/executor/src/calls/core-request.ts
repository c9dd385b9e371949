import type { CallRequest, FunctionKey, HostCallScope, PoolKind } from '@pyloom/core-native';
import { poolOfInterpreter } from '../routes/interpreter-pools';
import { atHome } from '../routes/route-table';
import type { ArgumentNames } from './argument-paths';
import type { Dispatcher } from './dispatcher';
import { PermitHolder } from './permit-holder';
import type { Resources } from './resources';

/** What the core is asked to run, and where: the object that an operation hands to it, which is the operation itself. */
export abstract class CoreRequest extends PermitHolder implements CallRequest {
  key: FunctionKey;
  args: readonly unknown[];
  readonly kwargs: Record<string, unknown> | undefined;
  /** Must run in this interpreter. */
  interpreter: number | undefined = undefined;
  /** Must run on this lane. */
  lane: number | undefined = undefined;
  /** The host call that this operation is nested in. */
  parent: HostCallScope | undefined = undefined;
  /** Of a function of the glue. */
  argumentNames: ArgumentNames | undefined = undefined;
  /** What it needs where it is carried to. */
  resources: Resources | undefined = undefined;
  /** Whether any machine may run it, if there are several. */
  mayBeCarried = false;
  /** Whether it is an operation of a context on a cluster. */
  isInContext = false;
  /** Whether its result stays in Python. */
  isKept = false;
  /** The function that was asked for, where the key has become that of a driver's. */
  readonly #called: FunctionKey;
  #isCarried = false;
  #hasStored = false;
  /** The function that decides where it runs: its own, or the one that a function of the glue is to call. */
  routeKey: FunctionKey;

  constructor(
    dispatcher: Dispatcher,
    key: FunctionKey,
    args: readonly unknown[],
    kwargs: Record<string, unknown> | undefined,
    pool: PoolKind,
  ) {
    super(dispatcher, pool);
    this.key = key;
    this.routeKey = key;
    this.#called = key;
    this.args = args;
    this.kwargs = kwargs;
  }

  /** What a message calls it. */
  describe(): string {
    const { module, name } = this.#isCarried ? this.#called : this.key;
    return `${module}.${name}`;
  }

  /** Hands it to the driver of a cluster, if there is one. */
  protected carry(): void {
    const { driver } = this.dispatcher;
    if (driver === undefined) return;
    if (this.isInContext) {
      const { argumentNames } = this;
      driver.carryIntoContext(this, Array.isArray(argumentNames) ? argumentNames : ['context']);
      return;
    }
    if (!this.mayBeCarried || this.#isCarried) return;
    this.#isCarried = driver.carry(this);
  }

  /** The core's: an object among the arguments lives in that interpreter. */
  bindTo(interpreter: number): string | undefined {
    if (this.lane !== undefined) return undefined; // a lane of a context's, whose namespace is the first such object
    const { driver, routes, runtime, session } = this.dispatcher;
    if (driver !== undefined) {
      if (this.#isCarried && this.#hasStored) return "this call takes objects of the cluster's store there";
      if (this.#isCarried) driver.callHere(this, this.#called);
      this.pool = atHome(this.pool);
      return undefined;
    }
    const pool = interpreter === 0 ? 'home' : poolOfInterpreter(runtime, session, interpreter);
    if (pool === 'home') {
      this.pool = atHome(this.pool);
      return undefined;
    }
    const { module } = this.routeKey;
    if (pool === 'process' ? module === '__main__' : routes.isRefused(module))
      return `${this.describe()} ${routes.isHomeOnly(module) ? 'runs in the main interpreter only' : 'refuses sub-interpreters'}`;
    this.interpreter = interpreter;
    this.pool = pool;
    return undefined;
  }

  /** The core's: an object among the arguments is in the store of a cluster. */
  takeStored(): boolean {
    this.#hasStored = this.dispatcher.driver?.passesOn(this.key) ?? false;
    return this.#hasStored;
  }

  /** The core's: asked before an attribute of that module is sent as what it stands for. */
  isHomeOnly(module: string): boolean {
    return this.dispatcher.routes.isHomeOnly(module);
  }
}
