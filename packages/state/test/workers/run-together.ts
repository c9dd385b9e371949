import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { SharedStateOptions } from '../../src/index';

/** Runs a job of state-worker.mjs in several threads that start at the same moment; resolves with what they tell. */
export async function runTogether<T>(
  count: number,
  options: SharedStateOptions,
  job: string,
  argument: Record<string, unknown>,
): Promise<T[]> {
  const gate = new Int32Array(new SharedArrayBuffer(4));
  const workers = Array.from(
    { length: count },
    (_, id) =>
      new Worker(new URL('state-worker.mjs', import.meta.url), {
        workerData: { options, job, argument: { id, ...argument }, gate },
      }),
  );
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  const results = workers.map(async (worker) => ((await once(worker, 'message'))[0] as { result: T }).result);
  const exits = workers.map((worker) => once(worker, 'exit'));
  Atomics.store(gate, 0, 1);
  Atomics.notify(gate, 0);
  const told = await Promise.all(results);
  await Promise.all(exits);
  return told;
}
