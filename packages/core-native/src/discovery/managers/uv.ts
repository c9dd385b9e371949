import { entriesOf } from '../file-status';
import { pathRules, type SearchContext } from '../search-context';
import { homeOf, type KeptPython, newestFirst } from './kept-python';

const folderName = /^cpython-(\d+)\.(\d+)\.(\d+)[a-z\d]*(\+freethreaded)?-/;

/** The Pythons that uv has installed, `npx pyloom python install` among those who asked it to. */
export function uvPythons(context: SearchContext): KeptPython[] {
  const { join } = pathRules(context.platform);
  const folder = uvPythonFolder(context);
  return newestFirst(
    entriesOf(folder).flatMap((name) => {
      // Names without a third number are links to the newest of these.
      const match = folderName.exec(name);
      if (match === null) return [];
      const [major = 0, minor = 0, micro = 0] = match.slice(1, 4).map(Number);
      const version = { major, minor, micro, freeThreaded: match[4] !== undefined };
      return [{ keeper: 'uv', path: join(folder, name), version }];
    }),
  );
}

/** As uv finds it. */
export function uvPythonFolder(context: SearchContext): string {
  const { env, platform, cwd } = context;
  const { join, isAbsolute, resolve } = pathRules(platform);
  if (env.UV_PYTHON_INSTALL_DIR) return resolve(cwd, env.UV_PYTHON_INSTALL_DIR);
  if (platform === 'win32') return join(env.APPDATA ?? homeOf(context), 'uv', 'python');
  const data = env.XDG_DATA_HOME ?? '';
  return join(isAbsolute(data) ? data : join(homeOf(context), '.local/share'), 'uv/python');
}
