import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const gc: () => void = runInNewContext('gc');

/** Collects garbage, and lets finalizers run, until the condition holds. Fails with what was expected if it never does. */
export async function collectUntil(condition: () => Promise<boolean>, expected: string): Promise<void> {
  for (let i = 0; i < 50; i++) {
    gc();
    // Finalizers run in a turn of their own; those of Python's objects on a lane.
    await new Promise((resolve) => setImmediate(resolve));
    if (await condition()) return;
  }
  throw new Error(`Garbage was collected 50 times, and still not: ${expected}`);
}
