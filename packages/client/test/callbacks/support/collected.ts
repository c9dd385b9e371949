import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Resolves once nothing holds the values any more, but for `atMost`; rejects with how many are left. */
export async function collected(references: readonly WeakRef<object>[], atMost = 0): Promise<void> {
  let left = references.length;
  // Python's releases arrive in later turns of the event loop.
  for (let turn = 0; turn < 100 && left > atMost; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    collect();
    left = references.filter((reference) => reference.deref() !== undefined).length;
  }
  if (left > atMost) throw new Error(`${left} of ${references.length} values are still held`);
}
