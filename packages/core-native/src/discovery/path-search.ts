import { isExecutable, isFile, realPath } from './file-status';
import { pathRules, type SearchContext } from './search-context';

/** Every executable called `name` on the PATH, in order, found as they are asked for. */
export function* executablesOnPath(name: string, context: SearchContext): Generator<string> {
  const { join } = pathRules(context.platform);
  const fileName = context.platform === 'win32' && !/\.exe$/i.test(name) ? `${name}.exe` : name;
  const seen = new Set<string>();
  for (const folder of foldersOnPath(context)) {
    const executable = join(folder, fileName);
    if (!isFile(executable) || !isExecutable(executable)) continue;
    // /bin is a link to /usr/bin on most Linuxes: the same Python need not be tried twice.
    const target = realPath(folder);
    if (seen.has(target)) continue;
    seen.add(target);
    yield executable;
  }
}

/** The folders of the PATH, as absolute paths. */
export function foldersOnPath({ cwd, env, platform }: SearchContext): string[] {
  const { delimiter, resolve } = pathRules(platform);
  const entries = pathVariable(env, platform).split(delimiter);
  return entries.filter((entry) => entry !== '').map((entry) => resolve(cwd, entry));
}

/** A copy of Windows' environment has lost process.env's blindness to case: the key is mostly `Path`. */
function pathVariable(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform !== 'win32') return env.PATH ?? '';
  const key = Object.keys(env).find((candidate) => candidate.toUpperCase() === 'PATH');
  return (key && env[key]) || '';
}
