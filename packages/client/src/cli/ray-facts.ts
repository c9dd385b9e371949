import type { Python } from '../index';

/** Whether mode `ray` can be had, and what to type for it. */
export interface RayFacts {
  /** Of the Ray that this Python has; null: it has none. */
  readonly version: string | null;
  /** What is still to be done: what installs it, or what makes this machine a node of a cluster. */
  readonly how: string;
  /** The cluster that was tried out, and how many calls it runs at once. */
  cluster?: { readonly address: string; readonly executors: number };
}

const ask = `next((each.version for each in __import__('importlib.metadata').metadata.distributions(name='ray')), None)`;

/** Asked of the metadata: importing Ray takes a second. */
export async function rayFacts(py: Python): Promise<RayFacts> {
  const version = await py.eval<string | null>(ask);
  if (version === null) return { version, how: `${py.executable} -m pip install ray` };
  return {
    version,
    how: `for a cluster, with the same versions of Ray and Python: ray start --address=HOST:6379 --num-cpus=0`,
  };
}
