/**
 * `home`: worker lanes on the main interpreter. `work`: worker lanes, a sub-interpreter with a GIL of its own each.
 * `asyncHome`, `asyncWork`: the same with an asyncio event loop each, for coroutine functions.
 */
export type PoolKind = 'home' | 'work' | 'asyncHome' | 'asyncWork';

/** In the order of native/runtime/pool_kind.h. */
export const poolKinds: readonly PoolKind[] = ['home', 'work', 'asyncHome', 'asyncWork'];

export const poolNumber: Readonly<Record<PoolKind, number>> = {
  home: 0,
  work: 1,
  asyncHome: 2,
  asyncWork: 3,
};
