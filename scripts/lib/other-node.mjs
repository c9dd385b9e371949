import { delimiter, dirname } from 'node:path';
import { run } from './run.mjs';
import { SetupError, say } from './say.mjs';

/**
 * Another Node than the running one, from the package of npm that holds it for this platform. npx keeps it in npm's cache.
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
  say(`fetching Node ${version}, unless npm has it`);
  const npx = ['--yes', '--prefer-offline', `--package=${name}@${version}`, '--'];
  const { failed, stdout, all } = await run('npx', [...npx, 'node', '-p', 'process.execPath']);
  if (failed) throw new SetupError(`Node ${version} could not be installed:\n${all}`);
  return stdout;
}

/**
 * @param {string} node
 * @returns {NodeJS.ProcessEnv} in which scripts that start `node` or `npm` start this one
 */
export function environmentOf(node) {
  return { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` };
}
