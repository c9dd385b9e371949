import type { FunctionKey, Runtime } from '@pyloom/core-native';

/** Functions may import what they need when they first need it, so the known ones are asked about now and then. */
const interval = 64;

/**
 * Notices that a free-threaded Python has switched its GIL on: importing an extension module that does not declare
 * itself safe does that, for the whole process and for good.
 */
export class GilWatch {
  readonly #runtime: Runtime;
  readonly #returned: (key: FunctionKey | undefined) => void;
  #known: boolean[] = [];
  #calls = 0;
  #over = false;

  /** @param returned called once, with the function whose call it was noticed after */
  constructor(runtime: Runtime, returned: (key: FunctionKey | undefined) => void) {
    this.#runtime = runtime;
    this.#returned = returned;
  }

  /** A call of that function has settled. */
  ran(key: FunctionKey): void {
    if (this.#over) return;
    const first = this.#known[key.id] !== true;
    if (first) this.#known[key.id] = true;
    // The glue's own functions run any code: exec and eval.
    if (first || ++this.#calls % interval === 0 || key.module === 'pyloom._ops') this.look(key);
  }

  look(key?: FunctionKey): void {
    if (this.#over || !this.#runtime.gilEnabled()) return;
    this.#over = true;
    this.#returned(key);
  }
}
