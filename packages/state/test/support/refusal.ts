import { expect } from 'vitest';
import type { SharedState } from '../../src/index';

/** What `task` throws, with the value of `key` before and after, which must be the same. */
export function refusal(state: SharedState, key: string, task: () => unknown): unknown {
  const before = [state.get(key), state.has(key), state.size];
  let error: unknown;
  try {
    task();
  } catch (thrown) {
    error = thrown;
  }
  expect([state.get(key), state.has(key), state.size]).toEqual(before);
  return error;
}
