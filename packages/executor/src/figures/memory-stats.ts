import type { Runtime, Session } from '@pyloom/core-native';

/** Python's memory. */
export interface MemoryStats {
  /** One for each generation of the main interpreter's garbage collector. */
  gcStats: { collections: number; collected: number; uncollectable: number }[];
  /** `gc.get_count()` of the main interpreter: allocations since the last collection, by generation. */
  gcCount: [number, number, number];
  /** `gc.get_threshold()`: how many of them start one. */
  gcThreshold: [number, number, number];
  /** Memory blocks in use, per interpreter; the main interpreter is the first. */
  allocatedBlocks: number[];
  /** Of the whole process, in bytes. */
  rss: number;
  /** What tracemalloc knows of the main interpreter, in bytes; while it traces. */
  tracedMemory?: { current: number; peak: number };
}

interface Figures extends Omit<MemoryStats, 'allocatedBlocks' | 'rss'> {
  allocatedBlocks: number;
}

/** The figures of every interpreter that has started. */
export async function memoryStats(runtime: Runtime, session: Session): Promise<MemoryStats> {
  const figures = await inEveryInterpreter<Figures>(runtime, session, 'figures', []);
  const [main, ...others] = figures;
  if (main === undefined) throw new Error('the main interpreter gave no figures');
  const allocatedBlocks = [main, ...others].map((each) => each.allocatedBlocks);
  return { ...main, allocatedBlocks, rss: process.memoryUsage.rss() };
}

/** Collects garbage everywhere; how many unreachable objects were found. */
export async function collectGarbage(
  runtime: Runtime,
  session: Session,
  generation: number,
): Promise<number> {
  const found = await inEveryInterpreter<number>(runtime, session, 'collect', [generation]);
  return found.reduce((sum, each) => sum + each, 0);
}

type Place = { pool: 'home' | 'work' | 'asyncWork'; interpreter: number };

/** Asks each interpreter in its turn, the main one first. */
async function inEveryInterpreter<T>(
  runtime: Runtime,
  session: Session,
  operation: 'figures' | 'collect',
  args: readonly unknown[],
): Promise<T[]> {
  const places = new Map<number, Place>([[0, { pool: 'home', interpreter: 0 }]]);
  for (const { interpreter, kind } of runtime.stats().lanes) {
    // Not one that is only being made: there is no asking it.
    if (interpreter >= 0 && !places.has(interpreter)) {
      places.set(interpreter, { interpreter, pool: kind === 'asyncWork' ? 'asyncWork' : 'work' });
    }
  }
  const key = runtime.functionKey('pyloom._memory', operation);
  const ask = async (place: Place): Promise<T[]> => {
    try {
      return [await session.ask<T>({ ...place, key, args })];
    } catch (error) {
      // A process that has ended since: there is nothing to tell of it.
      if (place.interpreter !== 0 && !isThere(runtime, place.interpreter)) return [];
      throw error;
    }
  };
  return (await Promise.all([...places.values()].map(ask))).flat();
}

function isThere(runtime: Runtime, number: number): boolean {
  return runtime.stats().lanes.some(({ interpreter }) => interpreter === number);
}
