import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { contentsOf, entriesOf, isExecutable, isFile, isFolder } from './file-status';
import type { SearchContext } from './search-context';

/**
 * The executable that a shim of pyenv would start, by pyenv's own rules: $PYENV_VERSION, the nearest
 * `.python-version`, then the global version. Undefined for anything out of the ordinary, and for other shims: those
 * are asked by running them. Worth having because pyenv needs 100 ms in bash to find out, at every start.
 */
export function resolvePyenvShim(shim: string, { cwd, env, platform }: SearchContext): string | undefined {
  if (platform === 'win32') return undefined;
  const root = resolve(env.PYENV_ROOT || join(env.HOME || homedir(), '.pyenv'));
  if (dirname(shim) !== join(root, 'shims') || choiceIsHooked(root, env)) return undefined;
  const program = shim.slice(dirname(shim).length + 1);
  for (const version of chosenVersions(root, cwd, env)) {
    const folder = join(root, 'versions', version);
    // 'system', an abbreviated version ('3.12'), or one that is not installed: pyenv knows what to do, or what to say.
    if (!/^[\w.+-]+$/.test(version) || version === '..' || !isFolder(folder)) return undefined;
    const executable = join(folder, 'bin', program);
    if (isExecutable(executable)) return executable;
  }
  return undefined;
}

/** Plugins may add hooks that choose the version in ways of their own. */
function choiceIsHooked(root: string, env: NodeJS.ProcessEnv): boolean {
  if (env.PYENV_HOOK_PATH) return true;
  const plugins = entriesOf(join(root, 'plugins')).map((plugin) =>
    join(root, 'plugins', plugin, 'etc', 'pyenv.d'),
  );
  return [join(root, 'pyenv.d'), ...plugins].some(
    (hooks) => entriesOf(join(hooks, 'version-name')).length > 0,
  );
}

function chosenVersions(root: string, cwd: string, env: NodeJS.ProcessEnv): string[] {
  if (env.PYENV_VERSION) return env.PYENV_VERSION.split(':');
  const file = localVersionFile(env.PYENV_DIR || cwd) ?? localVersionFile(cwd) ?? join(root, 'version');
  const lines = (contentsOf(file) ?? '').split('\n');
  return lines
    .map((line) => line.trim().split(/\s+/)[0] ?? '')
    .filter((word) => word !== '' && !word.startsWith('#'));
}

function localVersionFile(start: string): string | undefined {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    const file = join(folder, '.python-version');
    if (isFile(file)) return file;
    if (folder === dirname(folder)) return undefined;
  }
}
