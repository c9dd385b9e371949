// The addon that measures raw costs, built with the first use and whenever its source has changed.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../native/', import.meta.url));
const addon = join(folder, 'build/Release/raw_costs.node');
const require = createRequire(import.meta.url);

export function loadRawCosts() {
  if (!isBuilt()) build();
  return require(addon);
}

function isBuilt() {
  return existsSync(addon) && statSync(addon).mtimeMs > statSync(join(folder, 'raw_costs.cc')).mtimeMs;
}

function build() {
  const environment = { ...process.env };
  const prefix = dirname(dirname(process.execPath));
  if (!environment.npm_config_nodedir && existsSync(join(prefix, 'include/node/node_api.h'))) {
    environment.npm_config_nodedir = prefix;
  }
  const gyp = require.resolve('node-gyp/bin/node-gyp.js');
  const { status } = spawnSync(process.execPath, [gyp, 'rebuild'], {
    cwd: folder,
    env: environment,
    stdio: 'ignore',
  });
  if (status !== 0)
    throw new Error('the addon of raw costs could not be built; run npx node-gyp rebuild in bench/native');
}
