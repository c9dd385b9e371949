import type { FunctionKey, PoolKind } from '@pyloom/core-native';

/**
 * Which pool runs which function, as learned from the calls that were sent elsewhere. One for the whole runtime and
 * kind of mode, since that a module refuses sub-interpreters is no matter of who calls it.
 */
export class RouteTable {
  readonly #isolated: boolean;
  /** Where what refuses sub-interpreters runs, but for `__main__`. */
  readonly #refuge: 'home' | 'process';
  readonly #homeModules = new Set<string>();
  readonly #named: string[] = [];
  readonly #coroutines = new Map<string, Set<number>>();
  /** By the key's id; rebuilt from the two above. */
  #pools: (PoolKind | undefined)[] = [];

  /**
   * @param isolated whether calls run in sub-interpreters (mode `subinterp`)
   * @param refuge where modules run that refuse those
   */
  constructor(isolated: boolean, refuge: 'home' | 'process' = 'home') {
    this.#isolated = isolated;
    this.#refuge = refuge;
  }

  /** Modules that were named, and those that refuse sub-interpreters, in the order in which that was noticed. */
  get homeModules(): string[] {
    return [...new Set([...this.#named, ...this.#homeModules])];
  }

  poolOf(key: FunctionKey): PoolKind {
    return this.#pools[key.id] ?? this.#remember(key);
  }

  /** The pool for a call that is to run in the main interpreter. */
  homePoolOf(key: FunctionKey): PoolKind {
    return atHome(this.poolOf(key));
  }

  /** Whether a module cannot be had in sub-interpreters. */
  isRefused(module: string): boolean {
    return this.#isolated && this.#isHome(module);
  }

  /** Whether a module can be had in the main interpreter alone. */
  isHomeOnly(module: string): boolean {
    return this.isRefused(module) && (this.#refuge === 'home' || module === '__main__');
  }

  /** Where a call goes that was sent to that pool, and that this module keeps from running there. */
  refuge(pool: PoolKind, module: string): PoolKind {
    if (this.#refuge === 'home' || !this.#isolated || module === '__main__') return atHome(pool);
    return hasLoops(pool) ? 'asyncProcess' : 'process';
  }

  /** The pool for a function that turned out to be a coroutine function, or to live in a module that wants home. */
  redirect(key: FunctionKey, reason: 'async' | 'home'): PoolKind {
    if (reason === 'home') this.sendHome(key.module);
    else this.#coroutinesOf(key.module).add(key.id);
    return this.#remember(key);
  }

  /** The user's: a name covers the modules below it, too. */
  nameHome(prefixes: readonly string[]): void {
    if (!this.#isolated || prefixes.length === 0) return;
    this.#named.push(...prefixes.filter((each) => !this.#named.includes(each)));
    this.#pools = [];
  }

  sendHome(module: string): void {
    if (!this.#isolated || this.#homeModules.has(module)) return;
    this.#homeModules.add(module);
    this.#pools = [];
  }

  /** The module was defined or loaded anew: whatever was known about its functions may be wrong now. */
  forget(module: string): void {
    const known = this.#homeModules.delete(module);
    if (this.#coroutines.delete(module) || known) this.#pools = [];
  }

  /** `exec` may have defined the functions of `__main__` anew. */
  forgetFunctions(module: string): void {
    if (this.#coroutines.delete(module)) this.#pools = [];
  }

  #remember(key: FunctionKey): PoolKind {
    const isCoroutine = this.#coroutines.get(key.module)?.has(key.id) === true;
    const lanes = isCoroutine ? 'asyncWork' : 'work';
    const pool = this.#isHome(key.module) ? this.refuge(lanes, key.module) : lanes;
    this.#pools[key.id] = pool;
    return pool;
  }

  #isHome(module: string): boolean {
    return (
      !this.#isolated ||
      module === '__main__' ||
      this.#homeModules.has(module) ||
      this.#named.some((name) => module === name || module.startsWith(`${name}.`))
    );
  }

  #coroutinesOf(module: string): Set<number> {
    let ids = this.#coroutines.get(module);
    if (ids === undefined) {
      ids = new Set();
      this.#coroutines.set(module, ids);
    }
    return ids;
  }
}

/** The pool of the main interpreter for what a pool runs. */
export function atHome(pool: PoolKind): PoolKind {
  return hasLoops(pool) ? 'asyncHome' : 'home';
}

/** The pool for coroutines in the interpreters of a pool. */
export function withLoop(pool: PoolKind): PoolKind {
  if (pool === 'process' || pool === 'asyncProcess') return 'asyncProcess';
  return pool === atHome(pool) ? 'asyncHome' : 'asyncWork';
}

/** Whether its lanes have event loops. */
export function hasLoops(pool: PoolKind): boolean {
  return pool === 'asyncHome' || pool === 'asyncWork' || pool === 'asyncProcess';
}
