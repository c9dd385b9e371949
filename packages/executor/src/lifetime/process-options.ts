import {
  checkKnownKeys,
  checkTable,
  describeValue,
  InvalidArgumentError,
  InvalidRangeError,
} from '@pyloom/common';
import type { ProcessOptions } from '@pyloom/core-native';

const known: readonly (keyof ProcessOptions)[] = [
  'killAfter',
  'maxRestarts',
  'maxCalls',
  'maxMemory',
  'env',
  'cwd',
  'rlimits',
];

/** The limits of Linux, of which Windows has a few, by the names of Python's module resource. */
const limits: readonly string[] = [
  'as',
  'core',
  'cpu',
  'data',
  'fsize',
  'memlock',
  'msgqueue',
  'nice',
  'nofile',
  'nproc',
  'rss',
  'rtprio',
  'rttime',
  'sigpending',
  'stack',
];

/** @throws TypeError or RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) that names the option and its value. */
export function checkProcessOptions(options: ProcessOptions): ProcessOptions {
  checkKnownKeys("the option 'process'", options, known);
  for (const name of ['killAfter', 'maxRestarts', 'maxCalls', 'maxMemory'] as const) {
    if (options[name] !== undefined) checkNumber(`process.${name}`, options[name], name === 'maxRestarts');
  }
  const { env, cwd, rlimits } = options;
  if (cwd !== undefined && (typeof cwd !== 'string' || cwd === '')) {
    throw wrong('process.cwd', 'the path of a folder', cwd);
  }
  checkEntries(
    'process.env',
    env,
    'a text, or undefined',
    (value) => value === undefined || typeof value === 'string',
  );
  checkEntries(
    'process.rlimits',
    rlimits,
    'an integer, 0 or more',
    (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  );
  if (rlimits !== undefined) checkKnownKeys("the option 'process.rlimits'", rlimits, limits);
  return { ...options };
}

function checkNumber(name: string, value: unknown, mayBeZero: boolean): void {
  if (typeof value !== 'number') throw wrong(name, 'a number', value);
  if (!(value >= (mayBeZero ? 0 : 1))) {
    throw new InvalidRangeError(
      `The option '${name}' must be ${mayBeZero ? '0 or more' : '1 or more'}, not ${value}`,
    );
  }
}

function checkEntries(name: string, table: unknown, what: string, fits: (value: unknown) => boolean): void {
  if (table === undefined) return;
  checkTable(`The option '${name}'`, 'an object', table);
  for (const [key, value] of Object.entries(table)) {
    if (!fits(value)) throw wrong(`${name}.${key}`, what, value);
  }
}

function wrong(name: string, what: string, value: unknown): InvalidArgumentError {
  return new InvalidArgumentError(`The option '${name}' must be ${what}, not ${describeValue(value)}`);
}
