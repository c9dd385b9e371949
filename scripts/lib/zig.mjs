import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './child.mjs';
import { cacheFolder } from './paths.mjs';
import { SetupError, say } from './say.mjs';

/** The package of PyPI that brings the compiler, with the C libraries of all its targets. */
const version = '0.17.1';

/**
 * @returns {Promise<string>} the path of zig: what $ZIG names, else a copy in the cache folder, installed with pip when it is
 *   first needed (some 100 MB)
 * @throws {SetupError} where it cannot be had
 */
export async function provideZig() {
  if (process.env.ZIG) return process.env.ZIG;
  const folder = join(cacheFolder(), `zig-${version}`);
  const zig = join(folder, 'ziglang/zig');
  if (existsSync(zig)) return zig;
  say(`installing zig ${version} into ${folder}`);
  const args = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', folder, `ziglang==${version}`];
  const { code, output } = await run('python3', args);
  if (code === 0) return zig;
  process.stderr.write(output);
  throw new SetupError('zig could not be installed with pip (see above). Install zig and name it in $ZIG.');
}
