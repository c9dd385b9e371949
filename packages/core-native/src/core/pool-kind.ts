/**
 * `home`: worker lanes on the main interpreter. `work`: worker lanes, a sub-interpreter with a GIL of its own each.
 * `asyncHome`, `asyncWork`: the same with an asyncio event loop each, for coroutine functions. `process`, `asyncProcess`: processes
 * of a session that has threads as well.
 */
export type PoolKind = 'home' | 'work' | 'asyncHome' | 'asyncWork' | 'process' | 'asyncProcess';

/** In the order of native/runtime/pool_kind.h. */
export const poolKinds: readonly PoolKind[] = [
  'home',
  'work',
  'asyncHome',
  'asyncWork',
  'process',
  'asyncProcess',
];

export const poolNumber: Readonly<Record<PoolKind, number>> = {
  home: 0,
  work: 1,
  asyncHome: 2,
  asyncWork: 3,
  process: 4,
  asyncProcess: 5,
};

/** Numbers of interpreters from here on are those of processes, in the order in which they start: native/convert/remote_numbers.h. */
export const firstProcess = 1_000_000;

/** Whether objects of that interpreter live in another process. */
export function isInProcess(interpreter: number): boolean {
  return interpreter >= firstProcess;
}
