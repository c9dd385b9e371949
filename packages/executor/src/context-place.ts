import { type ReferenceHandle, referenceSymbol } from '@pyloom/core-native';
import type { Dispatcher } from './dispatcher';
import { askGlue } from './glue-call';
import type { GlueKeys } from './glue-keys';

/** The namespace, which stays in Python: a PyRef, say. */
export interface ContextNamespace {
  readonly [referenceSymbol]: ReferenceHandle;
}

/** What of a context outlives its object: enough to give its namespace and its lane back. */
export class ContextPlace {
  readonly #dispatcher: Dispatcher;
  readonly #glue: GlueKeys;

  constructor(
    dispatcher: Dispatcher,
    glue: GlueKeys,
    readonly namespace: ContextNamespace,
    readonly pool: 'home' | 'work',
    readonly lane: number,
  ) {
    this.#dispatcher = dispatcher;
    this.#glue = glue;
    dispatcher.contexts.add(this);
  }

  /** Once. Waits for what still runs there. */
  async giveBack(): Promise<void> {
    const { namespace, pool, lane } = this;
    this.#dispatcher.contexts.delete(this);
    try {
      await askGlue(this.#dispatcher.session, {
        key: this.#glue.closeContext,
        args: [namespace],
        pool,
        lane,
      });
    } finally {
      namespace[referenceSymbol].release();
      this.#dispatcher.runtime.releaseLane(lane);
    }
  }
}
