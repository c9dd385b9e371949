import add from '../lua/state/add.lua';
import clear from '../lua/state/clear.lua';
import compareAndSet from '../lua/state/compare-and-set.lua';
import remove from '../lua/state/delete.lua';
import set from '../lua/state/set.lua';
import store from '../lua/state/store.lua';
import { Script } from './script';

/** What changes a state, each as one step. */
export const stateScripts = {
  set: new Script(store, set),
  delete: new Script(store, remove),
  clear: new Script(store, clear),
  add: new Script(store, add),
  compareAndSet: new Script(store, compareAndSet),
};
