import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '@pyloom/common';
import { pathOf } from '../commands/program-on-path';
import { download, type IndexedWheel, indexUrl, newestWheel, withoutAccount } from './package-index';
import { PythonInstallError } from './python-install-error';
import { runsOn, thisPlatform } from './wheel-platform';
import { readZipEntry } from './zip-entry';

/** Is told what is done, one sentence at a time. */
export type Say = (text: string) => void;

const program = process.platform === 'win32' ? 'uv.exe' : 'uv';

/** uv: the one on the PATH, or else the newest of the package index, kept in the cache folder. */
export async function provideUv(say: Say): Promise<string> {
  return pathOf('uv') ?? (await uvOfIndex(say));
}

/** The newest of the package index; without a connection, the newest that was fetched before. */
export async function uvOfIndex(say: Say): Promise<string> {
  const { env, platform } = process;
  const cache = cacheFolder({ cwd: process.cwd(), env, platform });
  if (cache === undefined) {
    throw new PythonInstallError(
      'uv is not on the PATH, and PYLOOM_NO_CACHE leaves no folder to put it in: install uv, or unset that',
    );
  }
  const machine = thisPlatform();
  const fits = (fileName: string) => runsOn(fileName, machine);
  let wheel: IndexedWheel;
  try {
    wheel = await newestWheel(indexUrl(env), 'uv', fits);
  } catch (error) {
    const kept = newestKept(cache);
    if (kept === undefined) throw error;
    say(`uses ${kept}: ${(error as Error).message}`);
    return kept;
  }
  const executable = join(cache, `uv-${wheel.version}`, program);
  if (existsSync(executable)) return executable;
  say(`fetches uv ${wheel.version} from ${withoutAccount(wheel.url)} into ${executable}`);
  const contents = readZipEntry(await download(wheel), (name) => name.endsWith(`.data/scripts/${program}`));
  if (contents === undefined) throw new PythonInstallError(`There is no ${program} in ${wheel.fileName}`);
  writeExecutable(executable, contents);
  return executable;
}

function newestKept(cache: string): string | undefined {
  const kept = existsSync(cache) ? readdirSync(cache).filter((name) => /^uv-\d/.test(name)) : [];
  const [newest] = kept.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  const executable = newest && join(cache, newest, program);
  return executable && existsSync(executable) ? executable : undefined;
}

/** All of it or nothing: another process may be about to run it. */
function writeExecutable(path: string, contents: Buffer): void {
  mkdirSync(join(path, '..'), { recursive: true });
  const draft = `${path}.${process.pid}`;
  try {
    writeFileSync(draft, contents, { mode: 0o755 });
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}
