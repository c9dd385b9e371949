import { cacheFolder } from '@pyloom/common';
import { entriesOf } from '../file-status';
import { pathRules, type SearchContext } from '../search-context';
import { wantedVersion } from '../wanted-version';
import { type KeptPython, newestFirst } from './kept-python';

/** Those in pyloom's own cache folder, where its tests put what they build: `python/3.13t`. */
export function pyloomPythons(context: SearchContext): KeptPython[] {
  // Where nothing is to be cached, they are there all the same.
  const cache = cacheFolder({ ...context, env: { ...context.env, PYLOOM_NO_CACHE: undefined } });
  if (cache === undefined) return [];
  const { join } = pathRules(context.platform);
  const folder = join(cache, 'python');
  return newestFirst(
    entriesOf(folder).flatMap((name) => {
      const version = wantedVersion(name);
      return version === undefined ? [] : [{ keeper: "pyloom's cache", path: join(folder, name), version }];
    }),
  );
}
