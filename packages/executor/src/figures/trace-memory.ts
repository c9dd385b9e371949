import { describeValue, InvalidRangeError } from '@pyloom/common';
import type { Runtime, Session } from '@pyloom/core-native';
import type { ExecutionMode } from '../modes/execution-mode';
import { MemoryTracingError } from './memory-tracing-error';

/** tracemalloc keeps this many frames of an allocation at most. */
const mostFrames = 65_535;

/** What traceMemory() takes: frames kept for each allocation, 0 for none. */
export function checkFrames(frames: number): void {
  if (Number.isInteger(frames) && frames >= 0 && frames <= mostFrames) return;
  throw new InvalidRangeError(
    `frames must be an integer from 0 to ${mostFrames}, not ${describeValue(frames)}`,
  );
}

/**
 * Starts tracemalloc, keeping so many frames for each allocation; 0 stops it.
 *
 * tracemalloc keeps its tables where the GIL protects them. With several GILs, or none, CPython 3.13 crashes when it is
 * switched on or off while another thread allocates memory (seen on 3.13.0 and 3.13.5).
 *
 * Rejects with MemoryTracingError.
 */
export async function traceMemory(
  runtime: Runtime,
  session: Session,
  mode: ExecutionMode,
  frames: number,
): Promise<void> {
  const { version } = runtime;
  if (!runtime.gilEnabled()) throw new MemoryTracingError(`CPython ${version} runs without a GIL`);
  const apart = mode === 'subinterp' || runtime.stats().lanes.some(({ interpreter }) => interpreter !== 0);
  if (apart) throw new MemoryTracingError(`CPython ${version} runs in sub-interpreters with a GIL each`);
  await session.broadcast(runtime.functionKey('pyloom._memory', 'trace_allocations'), [frames]);
}
