import type { FunctionKey, Runtime, Session } from '@pyloom/core-native';
import type { ChosenMode } from './choose-mode';
import type { ExecutionMode } from './execution-mode';
import { GilWatch } from './gil-watch';

/** Which mode an executor is in, and why: the truth of the moment, since a free-threaded Python may get its GIL back. */
export class ModeState {
  readonly #runtime: Runtime;
  readonly #session: Session;
  #chosen: ChosenMode;
  /** In free_threaded mode. */
  #gilWatch: GilWatch | undefined = undefined;

  /** @param lanes how many calls run at once in this mode */
  constructor(
    runtime: Runtime,
    session: Session,
    chosen: ChosenMode,
    public lanes: number,
  ) {
    this.#runtime = runtime;
    this.#session = session;
    this.#chosen = chosen;
    if (chosen.mode === 'free_threaded') {
      this.#gilWatch = new GilWatch(runtime, (key) => this.#gilReturned(key));
    }
  }

  get mode(): ExecutionMode {
    this.look();
    return this.#chosen.mode;
  }

  get reason(): string {
    this.look();
    return this.#chosen.reason;
  }

  /** Whether calls run in several interpreters, each with modules of its own: sub-interpreters, or processes. */
  get isIsolated(): boolean {
    return this.#chosen.mode === 'subinterp' || this.#chosen.mode === 'process';
  }

  /** A call of that function has settled, or somebody asks for the mode. */
  look(key?: FunctionKey): void {
    if (this.#gilWatch !== undefined) this.#gilWatch.look(key);
  }

  #gilReturned(key: FunctionKey | undefined): void {
    this.#gilWatch = undefined;
    this.#chosen = this.#withGil('an extension module');
    void this.#tell(key);
  }

  async #tell(key: FunctionKey | undefined): Promise<void> {
    const culprit = await this.#culprit(key);
    this.#chosen = this.#withGil(culprit);
    process.emitWarning(
      `The GIL is on again: ${culprit} does not declare that it can do without. Calls share one GIL from now on (mode ` +
        `multi_executor). A newer version of it may be safe; PYTHON_GIL=0 keeps the GIL off at your own risk.`,
      { type: 'PyloomWarning', code: 'PYLOOM_GIL_ENABLED' },
    );
  }

  #withGil(culprit: string): ChosenMode {
    const reason = `CPython ${this.#runtime.version} is a free-threaded build, but ${culprit} has switched its GIL on`;
    return { mode: 'multi_executor', reason };
  }

  async #culprit(key: FunctionKey | undefined): Promise<string> {
    try {
      const find = this.#runtime.functionKey('pyloom._modules', 'find');
      const args = ['pyloom._gil', 'culprit'];
      const name = await this.#session.ask<string | null>({ key: find, args, pool: 'home' });
      if (name !== null) return `the extension module '${name}'`;
    } catch {
      // The executor was closed meanwhile. The name of the function is still something to go by.
    }
    return key === undefined ? 'an extension module' : `an extension module that '${key.module}' imports`;
  }
}
