import { realPath } from './file-status';
import { locateExecutable } from './locate-executable';
import { condaPythons } from './managers/conda';
import type { KeptPython } from './managers/kept-python';
import { pyenvPythons } from './managers/pyenv';
import { pyloomPythons } from './managers/pyloom';
import { pythonsIn, systemPythons } from './managers/system';
import { uvPythons } from './managers/uv';
import { executablesOnPath, foldersOnPath } from './path-search';
import { pathRules, type SearchContext } from './search-context';
import { sources } from './sources';
import { UnusablePython } from './unusable-python';
import { mayBe, type WantedVersion } from './wanted-version';

/** An executable of this machine that may be a Python. */
export interface InstalledPython {
  /** Where it was found: './.venv', 'uv'. */
  readonly source: string;
  readonly path: string;
}

/**
 * The Pythons of this machine, in the order in which a version is looked for: environments that are in use, the PATH, then what
 * uv, pyenv, conda, pyloom's cache and the system have, the newest of each first. Looked at one by one as they are asked for.
 *
 * @param wanted leaves out those that are another version by their names
 */
export function* installedPythons(
  context: SearchContext,
  wanted?: WantedVersion,
): Generator<InstalledPython> {
  const seen = new Set<string>();
  for (const { keeper, path, version } of keptPythons(context, wanted)) {
    if (wanted !== undefined && version !== undefined && !mayBe(version, wanted)) continue;
    const executable = executableAt(path, context);
    if (executable === undefined) continue;
    // Those of environments are links to a Python that may be listed by itself as well, and is not the same.
    const isOfVenv = keeper === sources.virtualEnv || keeper === sources.dotVenv;
    const key = isOfVenv ? executable : realPath(executable);
    if (seen.has(key)) continue;
    seen.add(key);
    yield { source: keeper, path: executable };
  }
}

function* keptPythons(context: SearchContext, wanted: WantedVersion | undefined): Generator<KeptPython> {
  const { env, cwd, platform } = context;
  const { join, resolve } = pathRules(platform);
  if (env.VIRTUAL_ENV) yield kept(sources.virtualEnv, resolve(cwd, env.VIRTUAL_ENV));
  yield kept(sources.dotVenv, join(cwd, '.venv'));
  yield* onPath(context, wanted);
  yield* uvPythons(context);
  yield* pyenvPythons(context);
  yield* condaPythons(context);
  yield* pyloomPythons(context);
  yield* systemPythons(context);
}

function* onPath(context: SearchContext, wanted: WantedVersion | undefined): Generator<KeptPython> {
  const versioned = wanted && `python${wanted.major}.${wanted.minor}${wanted.freeThreaded ? 't' : ''}`;
  for (const name of [...(versioned ? [versioned] : []), 'python3', 'python']) {
    for (const path of executablesOnPath(name, context)) yield kept('the PATH', path);
  }
  if (wanted !== undefined || context.platform === 'win32') return;
  for (const folder of foldersOnPath(context)) {
    // A shim of pyenv for each version that any of its Pythons has: they are listed as pyenv's.
    if (!/[\\/]shims$/.test(folder)) yield* pythonsIn(folder, 'the PATH');
  }
}

function kept(keeper: string, path: string): KeptPython {
  return { keeper, path, version: undefined };
}

function executableAt(path: string, { platform }: SearchContext): string | undefined {
  try {
    return locateExecutable(path, platform);
  } catch (problem) {
    if (problem instanceof UnusablePython) return undefined;
    throw problem;
  }
}
