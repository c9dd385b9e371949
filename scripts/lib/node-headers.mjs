import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The environment in which node-gyp runs. It would fetch Node's headers from the network; where they stand beside node,
 * those are used.
 *
 * @returns {NodeJS.ProcessEnv}
 */
export function nodeGypEnvironment() {
  /** @type {NodeJS.ProcessEnv} */
  const environment = { JOBS: 'max', ...process.env };
  if (environment.npm_config_nodedir) return environment;
  const prefix = dirname(dirname(process.execPath));
  return existsSync(join(prefix, 'include/node/node_api.h'))
    ? { ...environment, npm_config_nodedir: prefix }
    : environment;
}
