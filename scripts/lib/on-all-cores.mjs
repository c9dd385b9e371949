import { availableParallelism } from 'node:os';

/**
 * Does the work for each item, on all cores at once.
 *
 * @template T
 * @param {readonly T[]} items
 * @param {(item: T) => Promise<void>} work
 */
export async function onAllCores(items, work) {
  const left = items.values();
  await Promise.all(
    Array.from({ length: availableParallelism() }, async () => {
      for (const item of left) await work(item);
    }),
  );
}
