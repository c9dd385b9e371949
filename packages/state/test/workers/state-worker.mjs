// A worker thread that does to a store what it is told, together with the other threads, and tells the outcome.
import { parentPort, workerData } from 'node:worker_threads';
import { SharedState } from '@pyloom/state';

const { options, job, argument, gate } = workerData;

function attempt(task) {
  try {
    return task();
  } catch (error) {
    if (error.code !== 'ERR_PYLOOM_STATE_FULL') throw error;
    return undefined;
  }
}

const jobs = {
  increment(state, { times, keys }) {
    for (let i = 0; i < times; i++) state.incr(`key ${i % keys}`);
  },
  /** The first increments of many keys, all threads at the same ones. */
  begin(state, { keys }) {
    const seen = [];
    for (let i = 0; i < keys; i++) seen.push(state.incr(`new ${i}`));
    return seen;
  },
  /** A list to which everybody appends, by compareAndSet. */
  append(state, { id, times }) {
    for (let i = 0; i < times; i++) {
      let list;
      do list = state.get('list');
      while (!state.compareAndSet('list', list, [...(list ?? []), `${id}.${i}`]));
    }
  },
  fill(state, { id, times }) {
    let stored = 0;
    for (let i = 0; i < times; i++) stored += attempt(() => state.incr(`of ${id}: ${i}`)) ?? 0;
    return stored;
  },
  /** Sets and deletes what others set and delete. The store must never be seen beyond its limits. */
  churn(state, { times, maxEntries }) {
    let most = 0;
    for (let i = 0; i < times; i++) {
      const key = `key ${(i * 7919) % (2 * maxEntries)}`;
      attempt(() => state.set(key, 'x'.repeat(i % 50)));
      most = Math.max(most, state.size);
      if (i % 3 === 0) state.delete(key);
      if (i % 1000 === 0) state.clear();
    }
    return most;
  },
  read(state, { times }) {
    for (let i = 0; i < times; i++) {
      const value = state.get('value');
      if (value.some((item) => item !== value[0])) throw new Error(`torn: ${value}`);
      state.set('value', Array(100).fill(`${i % 7}`));
      if (i % 100 === 0) state.keys();
    }
  },
};

const state = new SharedState(options);
parentPort.postMessage('ready');
Atomics.wait(gate, 0, 0);
parentPort.postMessage({ result: jobs[job](state, argument) });
