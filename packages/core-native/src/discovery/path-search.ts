import { isExecutable, isFile, realPath } from './file-status';
import { pathRules, type SearchContext } from './search-context';

/** Every executable called `name` on the PATH, in order, found as they are asked for. */
export function* executablesOnPath(name: string, { cwd, env, platform }: SearchContext): Generator<string> {
  const { delimiter, resolve } = pathRules(platform);
  const fileName = platform === 'win32' && !/\.exe$/i.test(name) ? `${name}.exe` : name;
  const seen = new Set<string>();
  for (const entry of pathVariable(env, platform).split(delimiter)) {
    if (entry === '') continue;
    const executable = resolve(cwd, entry, fileName);
    if (!isFile(executable) || !isExecutable(executable)) continue;
    // /bin is a link to /usr/bin on most Linuxes: the same Python need not be tried twice.
    const folder = realPath(resolve(cwd, entry));
    if (seen.has(folder)) continue;
    seen.add(folder);
    yield executable;
  }
}

/** A copy of Windows' environment has lost process.env's blindness to case: the key is mostly `Path`. */
function pathVariable(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform !== 'win32') return env.PATH ?? '';
  const key = Object.keys(env).find((candidate) => candidate.toUpperCase() === 'PATH');
  return (key && env[key]) || '';
}
