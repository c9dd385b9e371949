import { resolve } from 'node:path';
import { checkKnownKeys } from '@pyloom/common';
import { examine } from './examine';
import { installedPythons } from './installed-pythons';
import { ProbeCache } from './probe-cache';
import type { InstallationFacts } from './python-installation';
import type { SearchContext } from './search-context';
import { UnusablePython } from './unusable-python';

/** A Python of this machine that pyloom can use. */
export interface ListedPython extends InstallationFacts {
  /** Where it was found: './.venv', 'the PATH', 'uv'. */
  readonly source: string;
}

/**
 * The Pythons of this machine that can be used, in the order in which a version is looked for: of $VIRTUAL_ENV, ./.venv, the PATH, uv,
 * pyenv, conda, pyloom's cache folder and the system. Each is asked once, and its answer kept.
 */
export async function listPythons(
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<ListedPython[]> {
  checkKnownKeys('the options of listPythons', options, ['cwd', 'env']);
  const { cwd = process.cwd(), env = process.env } = options;
  const context: SearchContext = {
    cwd: resolve(cwd),
    env,
    platform: process.platform,
    mayLackLibrary: process.platform === 'linux',
  };
  const cache = new ProbeCache(context);
  const found = await Promise.all(
    [...installedPythons(context)].map(async ({ source, path }) => {
      try {
        return [{ ...(await examine(path, context, cache)), source }];
      } catch (problem) {
        if (problem instanceof UnusablePython) return [];
        throw problem;
      }
    }),
  );
  // Behind a shim there may be one that is listed by itself.
  const seen = new Set<string>();
  return found.flat().filter(({ executable }) => !seen.has(executable) && seen.add(executable));
}
