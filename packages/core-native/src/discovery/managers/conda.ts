import { contentsOf, entriesOf } from '../file-status';
import { pathRules, type SearchContext } from '../search-context';
import { type KnownVersion, wantedVersion } from '../wanted-version';
import { homeOf, type KeptPython, newestFirst } from './kept-python';

/** Where its installers put themselves by default. */
const usualRoots = ['miniconda3', 'anaconda3', 'miniforge3', 'mambaforge', 'micromamba'];

/** The Pythons of conda's environments, that which is active first. */
export function condaPythons(context: SearchContext): KeptPython[] {
  const { env } = context;
  const environments = new Set([env.CONDA_PREFIX ?? '', ...environmentsOf(context)]);
  const pythons = [...environments].flatMap((path): KeptPython[] => {
    const version = path === '' ? undefined : versionIn(path, context);
    return version === undefined ? [] : [{ keeper: 'conda', path, version }];
  });
  const [active, ...others] = pythons;
  return active !== undefined && active.path === env.CONDA_PREFIX
    ? [active, ...newestFirst(others)]
    : newestFirst(pythons);
}

function environmentsOf(context: SearchContext): string[] {
  const { env, platform } = context;
  const { join } = pathRules(platform);
  const home = homeOf(context);
  const roots = [
    ...(env.MAMBA_ROOT_PREFIX ? [env.MAMBA_ROOT_PREFIX] : []),
    ...usualRoots.map((name) => join(home, name)),
    ...(platform === 'win32' ? [] : ['/opt/conda']),
  ];
  // conda notes each environment that it makes, wherever that is.
  const noted = (contentsOf(join(home, '.conda', 'environments.txt')) ?? '').split(/\r?\n/);
  const ofRoots = roots.flatMap((root) => [
    root,
    ...entriesOf(join(root, 'envs')).map((name) => join(root, 'envs', name)),
  ]);
  return [...ofRoots, ...noted.map((line) => line.trim())];
}

/** By conda's record of what is installed there: `conda-meta/python-3.13.1-h9ebbce0_105_cp313.json`. */
function versionIn(environment: string, { platform }: SearchContext): KnownVersion | undefined {
  const record = /^python-(\d+\.\d+\.\d+)-.*?(_cp\d+t)?\.json$/;
  for (const name of entriesOf(pathRules(platform).join(environment, 'conda-meta'))) {
    const [, version = '', freeThreaded] = record.exec(name) ?? [];
    const known = wantedVersion(version);
    if (known !== undefined) return { ...known, freeThreaded: freeThreaded !== undefined };
  }
  return undefined;
}
