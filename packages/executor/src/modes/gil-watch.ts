import type { FunctionKey, Runtime } from '@pyloom/core-native';

/**
 * Notices that a free-threaded Python has switched its GIL on: importing an extension module that does not declare
 * itself safe does that, for the whole process and for good.
 */
export class GilWatch {
  readonly #runtime: Runtime;
  readonly #returned: (key: FunctionKey | undefined) => void;
  #over = false;

  /** @param returned called once, with the function whose call it was noticed after */
  constructor(runtime: Runtime, returned: (key: FunctionKey | undefined) => void) {
    this.#runtime = runtime;
    this.#returned = returned;
  }

  /** A call of that function has settled, or somebody asks for the mode. */
  look(key?: FunctionKey): void {
    // The Python half notes it as it happens; this reads what it has noted, which costs 30 ns.
    if (this.#over || !this.#runtime.gilEnabled()) return;
    this.#over = true;
    this.#returned(key);
  }
}
