import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './paths.mjs';
import { mustRun } from './run.mjs';
import { say } from './say.mjs';

/**
 * A program that PyPI has for every platform, in the same version everywhere. It is installed once, into the cache folder.
 *
 * @param {string} name of the package
 * @param {string} version
 * @param {string} path of the program, in the package
 */
export async function provideProgram(name, version, path) {
  const folder = join(cacheFolder(), `${name}-${version}`);
  const program = join(folder, path);
  if (existsSync(program)) return program;
  say(`installing ${name} ${version} into ${folder}`);
  const options = ['--quiet', '--no-deps', '--only-binary=:all:', '--target', folder];
  const install = ['-m', 'pip', 'install', ...options, `${name}==${version}`];
  await mustRun(`${name} could not be installed with pip`, 'python3', install);
  return program;
}
