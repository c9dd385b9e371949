import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './child.mjs';
import { SetupError, say } from './say.mjs';

/**
 * Something that npm cannot bring.
 *
 * @typedef {object} Need
 * @property {string} what what it is and what for, in words: 'make'
 * @property {() => Promise<boolean>} present
 * @property {Record<Manager, string[]>} packages
 *
 * @typedef {(typeof managers)[number]} Manager
 */

export const managers = /** @type {const} */ (['apt-get', 'dnf', 'apk', 'pacman', 'brew']);

/** @type {Record<Manager, string>} */
const installCommands = {
  'apt-get': 'sudo apt-get update && sudo apt-get install -y',
  dnf: 'sudo dnf install -y',
  apk: 'sudo apk add',
  pacman: 'sudo pacman -S --needed',
  brew: 'brew install',
};

/**
 * Makes sure that everything is there: installs what is missing on Debian and Ubuntu, if we are root or may become root
 * without a password.
 *
 * @param {readonly Need[]} needs
 * @throws {SetupError} with the command to type, where it may not or cannot install
 */
export async function provideSystemPackages(needs) {
  const missing = await absent(needs);
  if (missing.length === 0) return;
  const what = missing.map((need) => need.what).join('; ');
  const sudo = await rootPrefix();
  if (sudo === undefined) throw new SetupError(`missing: ${what}.\n${advice(missing)}`);

  const packages = packagesOf(missing, 'apt-get');
  say(`missing: ${what}`);
  say(`installing with apt-get: ${packages.join(' ')}`);
  await aptInstall(sudo, packages);
  const still = await absent(missing);
  if (still.length > 0) {
    const left = still.map((need) => need.what).join('; ');
    throw new SetupError(`apt-get installed ${packages.join(' ')}, but this is still missing: ${left}.`);
  }
}

/**
 * @returns {Promise<string[] | undefined>} what to put before a command to run it as root; undefined: it cannot be had,
 *   or this is neither Debian nor Ubuntu
 */
async function rootPrefix() {
  if (!isDebian()) return undefined;
  if (process.getuid?.() === 0) return [];
  return (await run('sudo', ['-n', 'true'])).code === 0 ? ['sudo', '-n'] : undefined;
}

/** Whether this is Debian, Ubuntu or another system made from them. */
export function isDebian() {
  return existsSync('/etc/debian_version') && onPath('apt-get');
}

/**
 * @param {readonly string[]} sudo
 * @param {readonly string[]} packages
 */
async function aptInstall(sudo, packages) {
  const apt = [
    ...sudo,
    'env',
    'DEBIAN_FRONTEND=noninteractive',
    'apt-get',
    '-q',
    '-o',
    'DPkg::Lock::Timeout=300',
  ];
  const [command = '', ...options] = apt;
  // A third-party source that is down must not stop us; whether the packages come is what counts.
  const update = await run(command, [...options, 'update']);
  if (update.code !== 0) say('apt-get update had errors; going on');
  const install = await run(command, [...options, 'install', '-y', '--no-install-recommends', ...packages]);
  if (install.code === 0) return;
  process.stderr.write(install.output);
  throw new SetupError(`apt-get could not install ${packages.join(' ')} (see above).`);
}

/** @param {readonly Need[]} missing */
function advice(missing) {
  const manager = managers.find(onPath);
  if (!manager) return 'Install it with your system’s package manager, then run this again.';
  return `Install it, then run this again:\n\n  ${installCommands[manager]} ${packagesOf(missing, manager).join(' ')}\n`;
}

/**
 * @param {readonly Need[]} needs
 * @param {Manager} manager
 */
function packagesOf(needs, manager) {
  return [...new Set(needs.flatMap((need) => need.packages[manager]))];
}

/** @param {readonly Need[]} needs */
async function absent(needs) {
  const present = await Promise.all(needs.map((need) => need.present()));
  return needs.filter((_, index) => !present[index]);
}

/** @param {string} command */
function onPath(command) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .some((folder) => folder && existsSync(join(folder, command)));
}
