import { homedir } from 'node:os';
import type { SearchContext } from '../search-context';
import { byVersion, type KnownVersion } from '../wanted-version';

/** A Python that is somewhere on this machine, whether or not it is on the PATH. */
export interface KeptPython {
  /** Who keeps it, as messages name it: 'uv', 'pyenv', 'conda'. */
  readonly keeper: string;
  /** Its executable, or its folder. */
  readonly path: string;
  /** As far as names tell. */
  readonly version: KnownVersion | undefined;
}

/** Those whose names tell no version come last. */
export function newestFirst(pythons: readonly KeptPython[]): KeptPython[] {
  const oldest: KnownVersion = { major: 0, minor: 0, micro: 0, freeThreaded: false };
  return [...pythons].sort((a, b) => byVersion(a.version ?? oldest, b.version ?? oldest));
}

export function homeOf({ env }: SearchContext): string {
  return env.HOME || env.USERPROFILE || homedir();
}
