import { isInProcess, type PoolKind, type Runtime, type Session } from '@pyloom/core-native';

/** By the interpreter's number. An interpreter belongs to one pool for ever; asking the core anew costs as much as a call. */
const known = new WeakMap<Runtime, Map<number, PoolKind>>();

/** The pool whose lanes run in a sub-interpreter, or in that process. */
export function poolOfInterpreter(runtime: Runtime, session: Session, interpreter: number): PoolKind {
  if (!session.remote && isInProcess(interpreter)) return 'process';
  let pools = known.get(runtime);
  if (pools === undefined) {
    pools = new Map();
    known.set(runtime, pools);
  }
  let pool = pools.get(interpreter);
  if (pool === undefined) {
    for (const lane of runtime.stats().lanes) pools.set(lane.interpreter, lane.kind);
    pool = pools.get(interpreter) ?? 'work';
  }
  return pool;
}
