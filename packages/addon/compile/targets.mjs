import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../../../scripts/lib/paths.mjs';

/** The oldest glibc that Node's own binaries run on: Debian 10, RHEL 8, Ubuntu 18.10. */
const glibc = '2.28';

/**
 * A platform that the packages bring a binary for.
 *
 * @typedef {object} Target
 * @property {string} name what the commands call it: 'linux-x64-glibc'
 * @property {'linux' | 'darwin' | 'win32'} platform
 * @property {'x64' | 'arm64'} arch
 * @property {string} [libc]
 * @property {string} [zig] what zig calls it
 */

/** @type {readonly Target[]} */
export const targets = [
  {
    name: 'linux-x64-glibc',
    platform: 'linux',
    arch: 'x64',
    libc: 'glibc',
    zig: `x86_64-linux-gnu.${glibc}`,
  },
  {
    name: 'linux-arm64-glibc',
    platform: 'linux',
    arch: 'arm64',
    libc: 'glibc',
    zig: `aarch64-linux-gnu.${glibc}`,
  },
  { name: 'linux-x64-musl', platform: 'linux', arch: 'x64', libc: 'musl', zig: 'x86_64-linux-musl' },
  { name: 'linux-arm64-musl', platform: 'linux', arch: 'arm64', libc: 'musl', zig: 'aarch64-linux-musl' },
  { name: 'darwin-x64', platform: 'darwin', arch: 'x64' },
  { name: 'darwin-arm64', platform: 'darwin', arch: 'arm64' },
  { name: 'win32-x64', platform: 'win32', arch: 'x64' },
];

/** The folder in which all that are built come together: PACKAGE/prebuilds/... */
export const prebuilt = join(root, 'prebuilt');

/** The packages with native code. */
export const nativePackages = /** @type {const} */ (['semaphore', 'state', 'core-native']);

/** Where the binary of a package ('state') for a target lies, in the package. @param {string} name @param {Target} target */
export function prebuildPath(name, { platform, arch, libc }) {
  return `prebuilds/${platform}-${arch}/@pyloom+${name}${libc ? `.${libc}` : ''}.node`;
}

/**
 * How the addon of a package is compiled. binding.gyp lies beside the sources, not in the package's own folder, where every
 * package manager would compile it as it installs.
 *
 * @param {string} name 'state'
 * @param {readonly string[]} options
 * @returns {[command: string, args: string[]]} to be run in the folder of the package
 */
export function prebuildify(name, options) {
  const script = createRequire(import.meta.url).resolve('prebuildify/bin.js');
  return [process.execPath, [script, '--napi', '--cwd', 'native', '--name', `@pyloom/${name}`, ...options]];
}
