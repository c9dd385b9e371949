// Of the binaries that a package brings for all platforms, an install keeps those for its own.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Who sets one of these installs for another machine: npm install --os=linux --cpu=arm64, node-gyp's --arch. */
const forAnother = ['npm_config_os', 'npm_config_cpu', 'npm_config_platform', 'npm_config_arch'];

/**
 * Removes the binaries for other platforms. Both libcs of a Linux stay: node_modules are copied between Debian and Alpine.
 * Nothing is removed where there is none for this platform, or for whom the install is done.
 *
 * @param {string} prebuilds the folder that they are in
 */
export function keepPlatform(prebuilds) {
  const own = `${process.platform}-${process.arch}`;
  if (forAnother.some((name) => process.env[name]) || !existsSync(join(prebuilds, own))) return;
  for (const folder of readdirSync(prebuilds)) {
    if (folder !== own) rmSync(join(prebuilds, folder), { recursive: true });
  }
}
