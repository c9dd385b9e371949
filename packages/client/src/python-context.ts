import { ExecutorContext } from '@pyloom/executor';
import { makePyModule } from './objects/py-module';
import type { PyRef } from './objects/py-ref';

/** A namespace of its own that stays on one lane, with everything that is called in it: state, objects and thread. */
export class PythonContext extends ExecutorContext {
  /**
   * A module as an object, imported in the context's interpreter with its first use; `'__main__'` is the context itself.
   * @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) for a name that cannot be any.
   */
  module<T = PyRef>(name: string): T {
    return makePyModule(this, name) as T;
  }

  /** The same for a module that is imported now. Rejects if it cannot be. */
  async import<T = PyRef>(module: string): Promise<T> {
    await this.getAttribute(module, '__name__');
    return this.module<T>(module);
  }
}
