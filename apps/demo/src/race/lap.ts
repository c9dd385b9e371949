import type { Python } from '@pyloom/client';
import { mapConcurrently } from '../map-concurrently.ts';
import type { Job, JobName } from './job.ts';

/** How a job went in one mode. */
export interface Lap {
  readonly job: JobName;
  /** For all calls: one at a time, and over all lanes at once. The fastest of the rounds. */
  readonly oneLaneMs: number;
  readonly allLanesMs: number;
  /** Over all lanes. */
  readonly callsPerSecond: number;
  /** `oneLaneMs / allLanesMs`. */
  readonly speedup: number;
  /** The sum of what the calls returned. */
  readonly result: number;
}

/** How many calls a lap times, and how often. */
export interface Distance {
  readonly calls: number;
  readonly rounds: number;
}

/**
 * Times the same calls both ways, in turns (1 all, all 1, 1 all ...), so that neither gains from a machine that is getting
 * busier or less busy. The fastest counts: what else the machine does can only add to a time.
 */
export async function runLap(
  py: Python,
  job: Job,
  { calls, rounds }: Distance,
  onCall: () => void,
): Promise<Lap> {
  const numbers = Array.from({ length: calls }, (_, number) => number);
  const call = (number: number) => py.call<number>('race', job.function, [number, ...job.args]);
  // Starts lanes and imports modules before the clock runs.
  await mapConcurrently(numbers.slice(0, py.numExecutors * 2), py.numExecutors * 2, call);

  const times: Record<'one' | 'all', number[]> = { one: [], all: [] };
  const inFlight = { one: 1, all: py.numExecutors * 2 };
  let results: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const order = ['one', 'all'] as const;
    for (const way of round % 2 === 0 ? order : order.toReversed()) {
      const start = performance.now();
      results = await mapConcurrently(numbers, inFlight[way], async (number) => {
        const result = await call(number);
        onCall();
        return result;
      });
      times[way].push(performance.now() - start);
    }
  }
  const [oneLaneMs, allLanesMs] = [Math.min(...times.one), Math.min(...times.all)];
  return {
    job: job.name,
    oneLaneMs: round(oneLaneMs, 1),
    allLanesMs: round(allLanesMs, 1),
    callsPerSecond: round((calls / allLanesMs) * 1000, 1),
    speedup: round(oneLaneMs / allLanesMs, 3),
    result: results.reduce((sum, result) => sum + result, 0),
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
