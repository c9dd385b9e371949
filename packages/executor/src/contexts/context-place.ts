import { ClosedError, type ReferenceHandle, referenceSymbol } from '@pyloom/core-native';
import type { Dispatcher } from '../calls/dispatcher';
import { askGlue } from '../calls/glue-call';
import type { GlueKeys } from '../glue-keys';

/** The namespace, which stays in Python: a PyRef, say. */
export interface ContextNamespace {
  readonly [referenceSymbol]: ReferenceHandle;
}

/** What of a context outlives its object: enough to give its namespace and its lane back. */
export class ContextPlace {
  readonly #dispatcher: Dispatcher;
  readonly #glue: GlueKeys;
  #givenBack: Promise<void> | undefined = undefined;

  constructor(
    dispatcher: Dispatcher,
    glue: GlueKeys,
    readonly namespace: ContextNamespace,
    /** Under which Python finds it in sys.modules. */
    readonly moduleName: string,
    readonly pool: 'home' | 'work',
    readonly lane: number,
  ) {
    this.#dispatcher = dispatcher;
    this.#glue = glue;
    dispatcher.contexts.add(this);
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
    const { namespace, pool, lane } = this;
    this.#dispatcher.contexts.delete(this);
    try {
      await askGlue(this.#dispatcher.session, {
        key: this.#glue.closeContext,
        args: [namespace],
        pool,
        lane,
      });
    } catch (error) {
      // The client closes meanwhile, or the lane was given up: Python gives the namespace up with the reference.
      if (!(error instanceof ClosedError)) throw error;
    } finally {
      namespace[referenceSymbol].release();
      this.#dispatcher.runtime.releaseLane(lane);
    }
  }
}
