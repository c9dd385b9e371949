import { ClosedError, referenceSymbol } from '@pyloom/core-native';
import type { Dispatcher } from '../calls/dispatcher';
import type { Namespace } from '../scopes/place';

/** What of a context outlives its object: its namespace and its lane, to be given back. */
export class ContextLease {
  #givenBack: Promise<void> | undefined = undefined;

  constructor(
    readonly dispatcher: Dispatcher,
    readonly namespace: Namespace,
    /** Under which Python finds it in sys.modules. */
    readonly moduleName: string,
    readonly pool: 'home' | 'work' | 'process' | 'asyncHome',
    /** Undefined: it is on a cluster. */
    readonly lane: number | undefined,
  ) {
    dispatcher.registry.contexts.add(this);
  }

  /**
   * Once, whoever asks: close(), the client's close(), the garbage collector. A lane that was given back twice would be taken from
   * another context. Waits for what still runs there.
   */
  giveBack(): Promise<void> {
    this.#givenBack ??= this.#giveBack();
    return this.#givenBack;
  }

  async #giveBack(): Promise<void> {
    const { dispatcher, namespace, pool, lane } = this;
    dispatcher.registry.contexts.delete(this);
    try {
      const key = dispatcher.runtime.functionKey('pyloom._contexts', 'close');
      if (lane === undefined) await dispatcher.session.ask({ key, args: [namespace], pool: 'home' });
      else await dispatcher.session.ask({ key, args: [namespace], pool, lane });
    } catch (error) {
      // The client closes meanwhile, or the lane was given up: Python gives the namespace up with the reference.
      if (!(error instanceof ClosedError)) throw error;
    } finally {
      namespace[referenceSymbol].release();
      if (lane !== undefined) dispatcher.runtime.releaseLane(lane);
    }
  }
}
