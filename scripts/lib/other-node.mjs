import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { run } from './child.mjs';
import { cacheFolder } from './paths.mjs';
import { SetupError, say } from './say.mjs';

/**
 * Another Node than the running one, from the package of npm that holds it for this platform. It is installed once, into the
 * cache folder.
 *
 * @param {string} version '24', or all of it
 * @returns {Promise<string>} the path of the executable
 * @throws {SetupError} where it cannot be had
 */
export async function provideNode(version) {
  if (process.versions.node === version || process.versions.node.startsWith(`${version}.`)) {
    return process.execPath;
  }
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const folder = join(cacheFolder(), 'node', version);
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const node = join(folder, 'node_modules', name, 'bin', file);
  if (existsSync(node)) return node;
  say(`installing Node ${version} into ${folder}`);
  mkdirSync(folder, { recursive: true });
  const quiet = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code, output } = await run('npm', ['install', '--prefix', folder, ...quiet, `${name}@${version}`]);
  if (code === 0 && existsSync(node)) return node;
  throw new SetupError(`Node ${version} could not be installed:\n${output}`);
}

/**
 * @param {string} node
 * @returns {NodeJS.ProcessEnv} in which scripts that start `node` or `npm` start this one
 */
export function environmentOf(node) {
  return { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` };
}
