/**
 * The results of `task` in the order of the items, with at most `limit` tasks under way. Rejects as the first task that
 * does; no further one is begun then.
 */
export async function mapConcurrently<T, R>(
  items: readonly T[],
  limit: number,
  task: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const entries = [...items.entries()].reverse();
  async function work(): Promise<void> {
    for (let entry = entries.pop(); entry !== undefined; entry = entries.pop()) {
      const [index, item] = entry;
      results[index] = await task(item);
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  } finally {
    entries.length = 0;
  }
  return results;
}
