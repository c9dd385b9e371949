import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './paths.mjs';
import { run } from './run.mjs';
import { SetupError, say } from './say.mjs';

/**
 * A program that PyPI has for every platform, in the same version everywhere. It is installed once, into the cache folder.
 *
 * @param {string} name of the package
 * @param {string} version
 * @param {string} path of the program, in the package
 * @returns {Promise<string>} the executable
 * @throws {SetupError} where it cannot be had
 */
export async function provideProgram(name, version, path) {
  const folder = join(cacheFolder(), `${name}-${version}`);
  const program = join(folder, path);
  if (existsSync(program)) return program;
  say(`installing ${name} ${version} into ${folder}`);
  const args = ['--quiet', '--no-deps', '--only-binary=:all:', '--target', folder, `${name}==${version}`];
  const { failed, all } = await run('python3', ['-m', 'pip', 'install', ...args]);
  if (failed) throw new SetupError(`${name} could not be installed with pip:\n${all}`);
  return program;
}
