import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The environment in which node-gyp runs. It would fetch Node's headers from the network; where they stand beside node, those are
 * used.
 */
export function nodeGypEnvironment() {
  const prefix = dirname(dirname(process.execPath));
  const nodedir = existsSync(join(prefix, 'include/node/node_api.h')) ? { npm_config_nodedir: prefix } : {};
  return { JOBS: 'max', ...nodedir, ...process.env };
}
