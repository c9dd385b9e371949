const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

export default async function* memory(py, check) {
  const { rss, allocatedBlocks } = await py.memoryStats();
  yield `${megabytes(rss)} in the process, Node and Python together`;
  yield `interpreters: ${allocatedBlocks.length}`;

  // Garbage that only the collector finds: lists that hold themselves.
  await py.gc();
  await py.exec(`
import gc
gc.disable()
for _ in range(10_000):
    ring = []
    ring.append(ring)
ring = None
`);
  const found = await py.gc();
  await py.exec('gc.enable()');
  yield `gc() freed ${found} objects`;
  yield check('all rings are gone', found >= 10_000);
  const { gcStats } = await py.memoryStats();
  yield check(
    'they are counted',
    sum(gcStats.map((g) => g.collected)) >= 10_000,
  );

  const { mode, completed, failed, lanes } = py.stats();
  yield `mode ${mode}: ${completed} calls completed, ${failed} failed`;
  for (const { id, kind, completed } of lanes)
    yield `lane ${id} (${kind}): ${completed}`;
}
