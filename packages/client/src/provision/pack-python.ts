import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { runCommand } from '../commands/run-command';
import { machine, manifestFile, type PackManifest, requirementsFile, uvFile } from './pack-manifest';
import { withoutAccount } from './package-index';
import { type Say, uvOfIndex } from './provide-uv';
import { PythonInstallError } from './python-install-error';
import { Uv } from './uv';

/**
 * Writes a pack into a folder that is not there, or empty: uv, a build of CPython, and the wheels of a requirements file with all that
 * they need. For machines like this one.
 */
export async function packPython(
  folder: string,
  version: string,
  requirements: string | undefined,
  say: Say,
): Promise<void> {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new PythonInstallError(`${folder} is not empty: a pack is written into a folder of its own`);
  }
  if (requirements !== undefined && !existsSync(requirements)) {
    throw new PythonInstallError(`There is no requirements file ${requirements}`);
  }
  const uvExecutable = await uvOfIndex(say);
  const scratch = mkdtempSync(join(tmpdir(), 'pyloom-pack-'));
  try {
    // What uv has fetched and checked it leaves in this folder, as it came.
    const fetched = join(scratch, 'fetched');
    const uv = new Uv(uvExecutable, {
      UV_PYTHON_CACHE_DIR: fetched,
      UV_PYTHON_INSTALL_DIR: join(scratch, 'python'),
    });
    const build = await uv.findDownload(version);
    say(`fetches CPython ${build.version} from ${withoutAccount(build.url)}`);
    await uv.install(version, say);
    const draft = join(scratch, 'pack');
    mkdirSync(draft);
    if (requirements !== undefined) {
      await collectWheels(await uv.find(version), requirements, draft, say);
    }
    copyFileSync(uvExecutable, join(draft, uvFile));
    const [file = ''] = readdirSync(fetched);
    const archive = decodeURIComponent(basename(new URL(build.url).pathname));
    copyFileSync(join(fetched, file), join(draft, archive));
    const sha256 = createHash('sha256')
      .update(readFileSync(join(draft, archive)))
      .digest('hex');
    const manifest: PackManifest = { format: 1, machine, version: build.version, archive, sha256, build };
    writeFileSync(join(draft, manifestFile), `${JSON.stringify(manifest, undefined, 2)}\n`);
    moveInto(folder, draft);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** By the pip that comes with that very Python, so that what it chooses fits; what has no wheel is built. */
async function collectWheels(python: string, requirements: string, pack: string, say: Say): Promise<void> {
  const wheels = join(pack, 'wheels');
  const run = (purpose: string, args: readonly string[], env: Record<string, string> = {}) =>
    runCommand({
      purpose,
      arguments: [python, ...args],
      onLine: say,
      signal: undefined,
      env,
      Failure: PythonInstallError,
    });
  const [pip = ''] = await run('find its pip', ['-c', bundledPip]);
  const args = ['-m', 'pip', 'wheel', '--wheel-dir', wheels, '-r', requirements];
  await run(`collect the wheels of ${requirements}`, args, { PYTHONPATH: pip });
  const pinned = readdirSync(wheels).map((name) => name.split('-').slice(0, 2).join('=='));
  const lines = ['--no-index', '--find-links ./wheels', ...pinned.sort()];
  writeFileSync(join(pack, requirementsFile), `${lines.join('\n')}\n`);
}

/** The wheel that ensurepip has: pip runs from it, and no environment needs to be made. */
const bundledPip =
  'import ensurepip, glob, os; print(*glob.glob(os.path.join(os.path.dirname(ensurepip.__file__), "_bundled", "pip-*.whl")))';

/** At the very end, so that no half of a pack is ever taken for one. It may be another file system. */
function moveInto(folder: string, draft: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(draft)) {
    if (name === manifestFile) continue;
    move(join(draft, name), join(folder, name));
  }
  move(join(draft, manifestFile), join(folder, manifestFile));
}

function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    cpSync(from, to, { recursive: true, preserveTimestamps: true });
  }
}
