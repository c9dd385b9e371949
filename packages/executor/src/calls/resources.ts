import { checkKnownKeys, describeValue, InvalidArgumentError, InvalidRangeError } from '@pyloom/common';

/** What a call needs on a cluster. */
export interface Resources {
  /** Processors, or a part of one. Default 1; 0 for a call that is nested in another one. */
  numCpus?: number;
  /** Graphics processors, or a part of one. Default 0. */
  numGpus?: number;
  /** Bytes of memory that a machine must have left to take it. Default: not looked at. */
  memory?: number;
  /** How often it may run again after its worker was lost. Default 0: it may have begun. */
  retries?: number;
}

const known: readonly (keyof Resources)[] = ['numCpus', 'numGpus', 'memory', 'retries'];
const wholes: readonly (keyof Resources)[] = ['memory', 'retries'];

/** @throws TypeError or RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) that names the key and its value. */
export function checkResources(resources: Resources): void {
  checkKnownKeys('resources', resources, known);
  for (const name of known) {
    const value = resources[name];
    if (value === undefined) continue;
    if (typeof value !== 'number') {
      throw new InvalidArgumentError(`resources.${name} must be a number, not ${describeValue(value)}`);
    }
    if (
      !(value >= 0 && value < Number.MAX_SAFE_INTEGER) ||
      (wholes.includes(name) && !Number.isInteger(value))
    ) {
      const what = wholes.includes(name) ? 'an integer, 0 or more' : '0 or more';
      throw new InvalidRangeError(`resources.${name} must be ${what}, not ${value}`);
    }
  }
}
