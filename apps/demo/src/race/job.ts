import { formatCount } from '../terminal/numbers.ts';

/** A kind of work, as `--job` names it. */
export type JobName = 'cpu' | 'io' | 'mixed';

/** What is run in every mode: the same calls with the same arguments. */
export interface Job {
  readonly name: JobName;
  readonly title: string;
  /** What a call does. */
  readonly text: string;
  /** A function of race.py, and what it gets beside the number of the call. */
  readonly function: string;
  readonly args: readonly number[];
}

export const jobNames: readonly JobName[] = ['cpu', 'io', 'mixed'];

/** A millisecond or so of one CPU. */
const turnsPerUnit = 10_000;

/**
 * @param size of each call: milliseconds of waiting, as much computing, or half of each
 * @param port where the server of the race listens
 */
export function makeJobs(names: readonly JobName[], size: number, port: number): Job[] {
  const turns = size * turnsPerUnit;
  const half = { turns: turns / 2, delay: Math.ceil(size / 2) };
  const jobs: readonly Job[] = [
    {
      name: 'cpu',
      title: 'CPU-bound',
      text: `${formatCount(turns)} turns of a loop`,
      function: 'compute',
      args: [turns],
    },
    {
      name: 'io',
      title: 'I/O-bound',
      text: `an answer from a server after ${size} ms`,
      function: 'ask',
      args: [port, size],
    },
    {
      name: 'mixed',
      title: 'Mixed',
      text: `${formatCount(half.turns)} turns, then an answer after ${half.delay} ms`,
      function: 'compute_and_ask',
      args: [half.turns, port, half.delay],
    },
  ];
  return jobs.filter(({ name }) => names.length === 0 || names.includes(name));
}
