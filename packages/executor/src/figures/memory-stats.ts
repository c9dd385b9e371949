import type { Runtime, Session } from '@pyloom/core-native';
import { askGlue } from '../calls/glue-call';
import type { GlueKeys } from '../glue-keys';

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
export async function memoryStats(runtime: Runtime, session: Session, glue: GlueKeys): Promise<MemoryStats> {
  const figures = await inEveryInterpreter<Figures>(runtime, session, (place) => ({
    ...place,
    key: glue.memoryFigures,
    args: [],
  }));
  const [main, ...others] = figures;
  if (main === undefined) throw new Error('the main interpreter gave no figures');
  const allocatedBlocks = [main, ...others].map((each) => each.allocatedBlocks);
  return { ...main, allocatedBlocks, rss: process.memoryUsage.rss() };
}

/** Collects garbage everywhere; how many unreachable objects were found. */
export async function collectGarbage(
  runtime: Runtime,
  session: Session,
  glue: GlueKeys,
  generation: number,
): Promise<number> {
  const found = await inEveryInterpreter<number>(runtime, session, (place) => ({
    ...place,
    key: glue.collectGarbage,
    args: [generation],
  }));
  return found.reduce((sum, each) => sum + each, 0);
}

type Place = { pool: 'home' | 'work' | 'asyncWork'; interpreter: number };
type Request = Parameters<typeof askGlue>[1];

/** Asks each interpreter in its turn, the main one first. */
async function inEveryInterpreter<T>(
  runtime: Runtime,
  session: Session,
  request: (place: Place) => Request,
): Promise<T[]> {
  const places = new Map<number, Place>([[0, { pool: 'home', interpreter: 0 }]]);
  for (const { interpreter, kind } of runtime.stats().lanes) {
    if (!places.has(interpreter)) {
      places.set(interpreter, { interpreter, pool: kind === 'asyncWork' ? 'asyncWork' : 'work' });
    }
  }
  return Promise.all([...places.values()].map((place) => askGlue<T>(session, request(place))));
}
