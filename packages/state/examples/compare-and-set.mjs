import { SharedState } from '@pyloom/state';

const state = new SharedState();

/** Changes a value as a whole: starts again when another thread was faster. */
function update(key, change) {
  for (;;) {
    const value = state.get(key);
    const next = change(value);
    if (state.compareAndSet(key, value, next)) return next;
  }
}

update('scores', (scores = []) => [...scores, 7]);
console.log(update('scores', (scores) => [...scores, 9]));
