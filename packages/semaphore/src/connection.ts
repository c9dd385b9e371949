import { addon } from './native';

/** The waits of this thread by their slots in the addon. */
export const waits = new Map<number, { granted(): void }>();

/** One for this copy of the module: the ESM and the CJS build may both be loaded, and each has waits of its own. */
export const native = addon.connect(deliver);

/**
 * Settles the waits that got their permits, in the order in which they got them. The addon calls it for grants
 * that came from other threads; whoever gives a permit in this thread calls it at once.
 */
export function deliver(): void {
  for (let slot = native.fetchGrant(); slot >= 0; slot = native.fetchGrant()) waits.get(slot)?.granted();
}
