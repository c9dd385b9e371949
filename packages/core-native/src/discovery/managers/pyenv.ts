import { entriesOf } from '../file-status';
import { pathRules, type SearchContext } from '../search-context';
import { wantedVersion } from '../wanted-version';
import { homeOf, type KeptPython, newestFirst } from './kept-python';

/** The Pythons that pyenv has installed, whichever of them is switched on. */
export function pyenvPythons(context: SearchContext): KeptPython[] {
  const { join } = pathRules(context.platform);
  const versions = join(pyenvRoot(context), 'versions');
  // Others, 'pypy3.10-7.3.12' or a virtual environment, are named otherwise.
  return newestFirst(
    entriesOf(versions).flatMap((name) => {
      const version = wantedVersion(name);
      return version === undefined ? [] : [{ keeper: 'pyenv', path: join(versions, name), version }];
    }),
  );
}

function pyenvRoot(context: SearchContext): string {
  const { env, platform, cwd } = context;
  const { join, resolve } = pathRules(platform);
  if (env.PYENV_ROOT) return resolve(cwd, env.PYENV_ROOT);
  return platform === 'win32'
    ? join(homeOf(context), '.pyenv', 'pyenv-win')
    : join(homeOf(context), '.pyenv');
}
