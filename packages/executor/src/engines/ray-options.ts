import {
  checkKnownKeys,
  checkTable,
  checkText,
  describeValue,
  InvalidArgumentError,
  InvalidRangeError,
} from '@pyloom/common';

/** Which Ray runs the calls, and with what. */
export interface RayOptions {
  /**
   * Of a cluster of which this machine is a node: `'10.0.0.1:6379'`, or `'auto'` for the one that runs here. Default: a Ray of its own on
   * this machine, which starts and ends with the client.
   */
  address?: string;
  /** What workers run in, as Ray's `runtime_env` has it: `{ pip: ['scipy'], env_vars: { A: '1' } }`. */
  runtimeEnv?: Record<string, unknown>;
  /** Processors of a Ray of its own. Default: those of this machine. */
  numCpus?: number;
  /** Graphics processors of a Ray of its own. Default: those of this machine. */
  numGpus?: number;
  /** Bytes of shared memory for large values, of a Ray of its own. Default: Ray's, 30 % of the memory. */
  objectStoreMemory?: number;
}

const known: readonly (keyof RayOptions)[] = [
  'address',
  'runtimeEnv',
  'numCpus',
  'numGpus',
  'objectStoreMemory',
];
const ofItsOwn = ['numCpus', 'numGpus', 'objectStoreMemory'] as const;
const least = { numCpus: 1, numGpus: 0, objectStoreMemory: 75 * 2 ** 20 };

/** @throws TypeError or RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) that names the option and its value. */
export function checkRayOptions(options: RayOptions): RayOptions {
  checkKnownKeys("the option 'ray'", options, known);
  const { address, runtimeEnv } = options;
  if (address !== undefined) checkAddress(address);
  if (runtimeEnv !== undefined) checkTable("The option 'ray.runtimeEnv'", 'an object', runtimeEnv);
  for (const name of ofItsOwn) {
    if (options[name] === undefined) continue;
    checkNumber(name, options[name]);
    if (address !== undefined) {
      throw new InvalidArgumentError(
        `The option 'ray.${name}' is about a Ray of its own, and 'ray.address' names another: leave one of them out`,
      );
    }
  }
  return { ...options };
}

function checkAddress(address: unknown): void {
  checkText("The option 'ray.address'", address);
  if (!(address as string).startsWith('ray://')) return;
  throw new InvalidArgumentError(
    `The option 'ray.address' must be that of a cluster which this machine is a node of, '10.0.0.1:6379' or 'auto', not ${describeValue(address)}: join it with 'ray start --address=HOST:6379 --num-cpus=0'`,
  );
}

function checkNumber(name: (typeof ofItsOwn)[number], value: unknown): void {
  if (typeof value !== 'number') {
    throw new InvalidArgumentError(
      `The option 'ray.${name}' must be an integer, not ${describeValue(value)}`,
    );
  }
  if (!Number.isSafeInteger(value) || value < least[name]) {
    throw new InvalidRangeError(
      `The option 'ray.${name}' must be an integer, ${least[name]} or more, not ${value}`,
    );
  }
}
