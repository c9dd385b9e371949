import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SetupError, say } from './say.mjs';

/**
 * Something that npm cannot bring.
 *
 * @typedef {object} Need
 * @property {string} what what it is and what for, in words: 'make'
 * @property {() => boolean | Promise<boolean>} present
 * @property {Record<string, string[]>} packages by package manager
 */

/** The package managers that we know, and what to type. */
export const managers = [
  { name: 'apt-get', install: 'sudo apt-get update && sudo apt-get install -y' },
  { name: 'dnf', install: 'sudo dnf install -y' },
  { name: 'apk', install: 'sudo apk add' },
  { name: 'pacman', install: 'sudo pacman -S --needed' },
  { name: 'brew', install: 'brew install' },
];

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
  const sudo = rootPrefix();
  if (sudo === undefined) throw new SetupError(`missing: ${inWords(missing)}.\n${advice(missing)}`);
  const packages = packagesOf(missing, 'apt-get');
  say(`missing: ${inWords(missing)}`);
  say(`installing with apt-get: ${packages.join(' ')}`);
  aptInstall(sudo, packages);
  const still = await absent(missing);
  if (still.length === 0) return;
  throw new SetupError(
    `apt-get installed ${packages.join(' ')}, but this is still missing: ${inWords(still)}.`,
  );
}

/** Whether this is Debian, Ubuntu or another system made from them. */
export function isDebian() {
  return existsSync('/etc/debian_version') && onPath('apt-get');
}

/**
 * @returns {string[] | undefined} what to put before a command to run it as root; undefined: it cannot be had, or this is
 *   neither Debian nor Ubuntu
 */
function rootPrefix() {
  if (!isDebian()) return undefined;
  if (process.getuid?.() === 0) return [];
  return spawnSync('sudo', ['-n', 'true']).status === 0 ? ['sudo', '-n'] : undefined;
}

/**
 * @param {readonly string[]} sudo
 * @param {readonly string[]} packages
 */
function aptInstall(sudo, packages) {
  const aptGet = ['DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-o', 'DPkg::Lock::Timeout=300'];
  const [command = '', ...args] = [...sudo, 'env', ...aptGet];
  // A third-party source that is down must not stop us; whether the packages come is what counts.
  const update = spawnSync(command, [...args, 'update']);
  if (update.status !== 0) say('apt-get update had errors; going on');
  const install = [...args, 'install', '-y', '--no-install-recommends', ...packages];
  const { status, stdout, stderr } = spawnSync(command, install);
  if (status === 0) return;
  process.stderr.write(`${stdout}${stderr}`);
  throw new SetupError(`apt-get could not install ${packages.join(' ')} (see above).`);
}

/** @param {readonly Need[]} missing */
function advice(missing) {
  const manager = managers.find(({ name }) => onPath(name));
  if (!manager) return 'Install it with your system’s package manager, then run this again.';
  const packages = packagesOf(missing, manager.name).join(' ');
  return `Install it, then run this again:\n\n  ${manager.install} ${packages}\n`;
}

/**
 * @param {readonly Need[]} needs
 * @param {string} manager
 */
function packagesOf(needs, manager) {
  return [...new Set(needs.flatMap(({ packages }) => packages[manager] ?? []))];
}

/** @param {readonly Need[]} needs */
async function absent(needs) {
  const present = await Promise.all(needs.map((need) => need.present()));
  return needs.filter((_, index) => !present[index]);
}

/** @param {readonly Need[]} needs */
function inWords(needs) {
  return needs.map(({ what }) => what).join('; ');
}

/** @param {string} command */
function onPath(command) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.some((folder) => folder && existsSync(join(folder, command)));
}
