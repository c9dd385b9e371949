import type { FunctionKey } from '@pyloom/core-native';
import type { Dispatcher } from '../calls/dispatcher';
import { askGlue } from '../calls/glue-call';
import type { GlueKeys } from '../glue-keys';
import type { ChosenMode } from './choose-mode';
import type { ExecutionMode } from './execution-mode';
import { GilWatch } from './gil-watch';

/** Which mode an executor is in, and why: the truth of the moment, since a free-threaded Python may get its GIL back. */
export class ModeState {
  readonly #dispatcher: Dispatcher;
  readonly #glue: GlueKeys;
  #chosen: ChosenMode;

  constructor(dispatcher: Dispatcher, glue: GlueKeys, chosen: ChosenMode) {
    this.#dispatcher = dispatcher;
    this.#glue = glue;
    this.#chosen = chosen;
    if (chosen.mode === 'free_threaded') {
      dispatcher.gilWatch = new GilWatch(dispatcher.runtime, (key) => this.#gilReturned(key));
    }
  }

  get mode(): ExecutionMode {
    this.#dispatcher.gilWatch?.look();
    return this.#chosen.mode;
  }

  get reason(): string {
    this.#dispatcher.gilWatch?.look();
    return this.#chosen.reason;
  }

  #gilReturned(key: FunctionKey | undefined): void {
    const { runtime } = this.#dispatcher;
    this.#dispatcher.gilWatch = undefined;
    const reason = `CPython ${runtime.version} is a free-threaded build, but an extension module has switched its GIL on`;
    this.#chosen = { mode: 'multi_executor', reason };
    void this.#tell(key);
  }

  async #tell(key: FunctionKey | undefined): Promise<void> {
    const culprit = await this.#culprit(key);
    const { version } = this.#dispatcher.runtime;
    const reason = `CPython ${version} is a free-threaded build, but ${culprit} has switched its GIL on`;
    this.#chosen = { mode: 'multi_executor', reason };
    process.emitWarning(
      `The GIL is on again: ${culprit} does not declare that it can do without. Calls share one GIL from now on (mode ` +
        `multi_executor). A newer version of it may be safe; PYTHON_GIL=0 keeps the GIL off at your own risk.`,
      { type: 'PyloomWarning', code: 'PYLOOM_GIL_ENABLED' },
    );
  }

  async #culprit(key: FunctionKey | undefined): Promise<string> {
    try {
      const request = { key: this.#glue.gilCulprit, args: [], pool: 'home' } as const;
      const name = await askGlue<string | null>(this.#dispatcher.session, request);
      if (name !== null) return `the extension module '${name}'`;
    } catch {
      // The executor was closed meanwhile. The name of the function is still something to go by.
    }
    return key === undefined ? 'an extension module' : `an extension module that '${key.module}' imports`;
  }
}
