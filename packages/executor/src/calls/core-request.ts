import type { CallRequest, FunctionKey, HostCallScope, PoolKind } from '@pyloom/core-native';
import { poolOfInterpreter } from '../routes/interpreter-pools';
import { atHome } from '../routes/route-table';
import type { Dispatcher } from './dispatcher';
import { PermitHolder } from './permit-holder';

/** What the core is asked to run, and where: the object that an operation hands to it, which is the operation itself. */
export abstract class CoreRequest extends PermitHolder implements CallRequest {
  readonly key: FunctionKey;
  readonly args: readonly unknown[];
  readonly kwargs: Record<string, unknown> | undefined;
  /** Must run in this interpreter. */
  interpreter: number | undefined = undefined;
  /** Must run on this lane. */
  lane: number | undefined = undefined;
  /** The host call that this operation is nested in. */
  parent: HostCallScope | undefined = undefined;
  /** Of a function of the glue: the names of its own arguments, in front of the caller's. */
  argumentNames: readonly string[] | undefined = undefined;
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
    this.args = args;
    this.kwargs = kwargs;
  }

  /** What a message calls it. */
  describe(): string {
    return `${this.key.module}.${this.key.name}`;
  }

  /** The core's: an object among the arguments lives in that interpreter. */
  bindTo(interpreter: number): string | undefined {
    if (this.lane !== undefined) return undefined; // a lane of a context's, whose namespace is the first such object
    const { routes, runtime } = this.dispatcher;
    if (interpreter === 0 || poolOfInterpreter(runtime, interpreter) === 'home') {
      this.pool = atHome(this.pool);
      return undefined;
    }
    if (routes.isHomeOnly(this.routeKey.module))
      return `${this.describe()} runs in the main interpreter only`;
    this.interpreter = interpreter;
    this.pool = poolOfInterpreter(runtime, interpreter);
    return undefined;
  }

  /** The core's: asked before an attribute of that module is sent as what it stands for. */
  isHomeOnly(module: string): boolean {
    return this.dispatcher.routes.isHomeOnly(module);
  }
}
