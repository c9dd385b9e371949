import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../scripts/lib/paths.mjs';
import { mustRun } from '../../../scripts/lib/run.mjs';
import { SetupError, say } from '../../../scripts/lib/say.mjs';
import { nodeGypEnvironment } from './node-headers.mjs';

/**
 * Compiles the addon of a package with sanitizers, for `npm run sanitize`.
 *
 * @param {string} name of the package
 * @param {string} flags what gcc calls them: 'address,undefined'
 * @param {string} symbol what an addon has that was compiled with them
 * @param {string} destination folder in which node-gyp-build is to find it
 * @throws {SetupError}
 */
export async function buildInstrumented(name, flags, symbol, destination) {
  const cwd = join(root, 'packages', name, 'native');
  const problem = `${name} does not build with -fsanitize=${flags}`;
  say(`${name}: building with -fsanitize=${flags}`);
  try {
    await mustRun(problem, 'node-gyp', ['rebuild', `--sanitize=${flags}`], {
      cwd,
      env: { ...nodeGypEnvironment(), CXX: `sh ${join(import.meta.dirname, 'precompiled.sh')}` },
    });
    const built = join(cwd, 'build/Release');
    const [addon = ''] = readdirSync(built).filter((file) => file.endsWith('.node'));
    if (!readFileSync(join(built, addon)).includes(symbol)) {
      throw new SetupError(`${problem}: its binding.gyp ignores the variable "sanitize"`);
    }
    cpSync(join(built, addon), join(destination, 'build/Release', addon));
  } finally {
    rmSync(join(cwd, 'build'), { recursive: true, force: true });
  }
}
