import path from 'node:path';

/** Where a search takes place; all of it can be given, so that each platform's rules are testable on any other. */
export interface SearchContext {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  /** Whether a Python will do that has no shared library. */
  readonly mayLackLibrary?: boolean;
}

/** The rules for paths on `platform`, whichever one this runs on. */
export function pathRules(platform: NodeJS.Platform): path.PlatformPath {
  return platform === 'win32' ? path.win32 : path.posix;
}
