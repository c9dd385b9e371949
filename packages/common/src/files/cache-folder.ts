import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** Whose caches: all of it can be given, so that each platform's rules are testable on any other. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
}

/** $PYLOOM_CACHE, else pyloom's folder among the user's caches. Undefined with PYLOOM_NO_CACHE=1, and without a home. */
export function cacheFolder({ cwd, env, platform }: Surroundings): string | undefined {
  if (env.PYLOOM_NO_CACHE && env.PYLOOM_NO_CACHE !== '0') return undefined;
  if (env.PYLOOM_CACHE) return resolve(cwd, env.PYLOOM_CACHE);
  if (platform === 'win32' && env.LOCALAPPDATA) return join(env.LOCALAPPDATA, 'pyloom', 'cache');
  // The XDG rules: a relative path there is to be ignored.
  if (env.XDG_CACHE_HOME && isAbsolute(env.XDG_CACHE_HOME)) return join(env.XDG_CACHE_HOME, 'pyloom');
  const home = env.HOME || homedir();
  return isAbsolute(home) ? join(home, '.cache', 'pyloom') : undefined;
}
