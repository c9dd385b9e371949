import assert from 'node:assert/strict';

/** @typedef {import('../random.mjs').Random} Random */

/** What a promise rejects with. @param {Promise<unknown>} promise */
export async function rejection(promise) {
  let value;
  try {
    value = await promise;
  } catch (error) {
    return error;
  }
  throw new Error(`resolved with ${String(value)} instead of rejecting`);
}

/** @param {Promise<unknown>} promise @param {{ code?: string, type?: string }} expected */
export async function rejects(promise, expected) {
  const error = await rejection(promise);
  for (const [key, value] of Object.entries(expected)) {
    if (error?.[key] !== value) throw new Error(`instead of ${key} ${value}`, { cause: error });
  }
}

/** A signal that comes at a random moment: at once, in the next turn, some milliseconds later. @param {Random} random */
export function abortsSoon(random) {
  const reason = new Error('enough');
  const controller = new AbortController();
  if (random.chance(0.3)) setImmediate(() => controller.abort(reason));
  else setTimeout(() => controller.abort(reason), random.integer(0, 30));
  return { reason, signal: controller.signal };
}

/** Either the value or, if that came first, the reason of the signal. */
export async function valueOrReason(promise, value, reason) {
  let found;
  try {
    found = await promise;
  } catch (error) {
    if (error !== reason) throw error;
    return;
  }
  assert.deepEqual(found, value);
}
