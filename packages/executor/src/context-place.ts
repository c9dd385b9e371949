import type { Dispatcher } from './dispatcher';
import { askGlue } from './glue-call';
import type { GlueKeys } from './glue-keys';

/** What of a context outlives its object: enough to give its namespace and its lane back. */
export class ContextPlace {
  readonly #dispatcher: Dispatcher;
  readonly #glue: GlueKeys;

  constructor(
    dispatcher: Dispatcher,
    glue: GlueKeys,
    readonly id: number,
    readonly pool: 'home' | 'work',
    readonly lane: number,
  ) {
    this.#dispatcher = dispatcher;
    this.#glue = glue;
    dispatcher.contexts.add(this);
  }

  /** Once. Waits for what still runs there. */
  async giveBack(): Promise<void> {
    const { id, pool, lane } = this;
    this.#dispatcher.contexts.delete(this);
    try {
      await askGlue(this.#dispatcher.session, { key: this.#glue.closeContext, args: [id], pool, lane });
    } finally {
      this.#dispatcher.runtime.releaseLane(lane);
    }
  }
}
