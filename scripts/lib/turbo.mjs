import { delimiter, join } from 'node:path';
import { runNode } from './child.mjs';
import { root, tools } from './paths.mjs';

/** @typedef {import('./child.mjs').RunOptions} RunOptions */

/**
 * Runs turbo, which wants pnpm on the PATH.
 *
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 */
export function runTurbo(args, { env = process.env, ...options } = {}) {
  return runNode(tools.turbo, ['run', ...args, '--ui=stream'], {
    ...options,
    env: {
      ...env,
      PATH: `${join(root, 'node_modules/.bin')}${delimiter}${env.PATH ?? ''}`,
      TURBO_TELEMETRY_DISABLED: '1',
      TURBO_NO_UPDATE_NOTIFIER: '1',
    },
  });
}

/** @param {readonly string[]} packages folder names: 'client' */
export function filters(packages) {
  return packages.map((name) => `--filter=@pyloom/${name}`);
}
