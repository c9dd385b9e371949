/** @import { Need } from './types.ts' */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { SetupError, say } from './say.mjs';

/**
 * Makes sure that everything is there: installs what is missing on Debian and Ubuntu, if we are root or may become root
 * without a password.
 *
 * @param {readonly Need[]} needs
 * @throws {SetupError} with what to install, where it may not or cannot
 */
export async function provideSystemPackages(needs) {
  const missing = await absent([...new Set(needs)]);
  if (missing.length === 0) return;
  const packages = [...new Set(missing.flatMap((need) => need.packages))];
  const asRoot = isDebian() ? rootPrefix() : undefined;
  if (asRoot === undefined) {
    const command = `type:\n\n  sudo apt-get update && sudo apt-get install -y ${packages.join(' ')}\n`;
    const how = isDebian() ? command : 'install it with your system’s package manager.';
    throw new SetupError(`missing: ${inWords(missing)}.\nBefore you run this again, ${how}`);
  }
  say(`missing: ${inWords(missing)}\npyloom: installing with apt-get: ${packages.join(' ')}`);
  // A third-party source that is down must not stop us; whether the packages come is what counts.
  if (!aptGet(asRoot, 'update')) say('apt-get update had errors; going on');
  if (!aptGet(asRoot, 'install', '-y', '--no-install-recommends', ...packages)) {
    throw new SetupError(`apt-get could not install ${packages.join(' ')} (see above).`);
  }
  const still = await absent(missing);
  if (still.length === 0) return;
  throw new SetupError(`apt-get installed ${packages.join(' ')}, but still missing: ${inWords(still)}.`);
}

/**
 * The same where the tests do without: what cannot be installed is said, and that those which need it are skipped.
 *
 * @param {readonly Need[]} needs
 * @returns {Promise<boolean>} whether all is there
 */
export async function provideIfPossible(needs) {
  try {
    await provideSystemPackages(needs);
    return true;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(`${error.message.trimEnd()}\nUntil then the tests that need it are skipped.`);
    return false;
  }
}

/** Whether this is Debian, Ubuntu or another system made from them. */
export function isDebian() {
  return existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');
}

/** What to put before a command to run it as root; undefined where we may not. */
function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  return spawnSync('sudo', ['-n', 'true']).status === 0 ? ['sudo', '-n'] : undefined;
}

/** @param {readonly string[]} asRoot @param {readonly string[]} args */
function aptGet(asRoot, ...args) {
  const options = ['-qq', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Dpkg::Use-Pty=0'];
  const [command = '', ...rest] = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...options];
  return spawnSync(command, [...rest, ...args], { stdio: ['ignore', 2, 2] }).status === 0;
}

/** @param {readonly Need[]} needs */
async function absent(needs) {
  const there = await Promise.all(needs.map((need) => need.isThere()));
  return needs.filter((_, index) => !there[index]);
}

/** @param {readonly Need[]} needs */
function inWords(needs) {
  return needs.map(({ what }) => what).join('; ');
}
