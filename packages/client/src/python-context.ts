import { ExecutorContext } from '@pyloom/executor';
import { Turn } from './expressions/turn';
import { makePyModule } from './objects/py-module';
import type { PyRef } from './objects/py-object';
import type { PythonModule, PythonModules } from './objects/python-modules';

/** A namespace of its own that stays on one lane, with everything that is called in it: state, objects and thread. */
export class PythonContext extends ExecutorContext {
  /**
   * A module as an object, imported in the context's interpreter with its first use; `'__main__'` is the context itself.
   * @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) for a name that cannot be any.
   */
  module<N extends keyof PythonModules>(name: N): PythonModule<N>;
  module<T = PyRef>(name: string): T;
  module<T = PyRef>(name: string): T {
    return makePyModule(this, name) as T;
  }

  /** Lets its calls end, those included that were made in this turn, and frees what the namespace held. */
  override close(): Promise<void> {
    Turn.endAllOf(this.dispatcher);
    return super.close();
  }

  /** The same as module() for one that is imported now. Rejects if it cannot be. */
  import<N extends keyof PythonModules>(module: N): Promise<PythonModule<N>>;
  import<T = PyRef>(module: string): Promise<T>;
  async import<T = PyRef>(module: string): Promise<T> {
    await this.getAttribute(module, '__name__');
    return this.module<T>(module);
  }
}
