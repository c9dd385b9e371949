import type { Scenario } from './simulate';

// What a limit has to cope with, and the best fixed one that keeps the 99th percentile within twice the unloaded one: that which
// `node bench/limits.bench.mjs` finds. Times in milliseconds, rates in calls a millisecond.

const exponential = (random: () => number, mean: number) => -Math.log(1 - random()) * mean;
/** Like most services: many quick, few slow. */
const uneven = (random: () => number, mean: number) =>
  random() < 0.9 ? exponential(random, mean * 0.5) : exponential(random, mean * 5.5);

interface Trial extends Scenario {
  /** The best fixed limit. */
  readonly best: number;
}

export const scenarios: Record<string, Trial> = {
  'step load': {
    best: 8,
    duration: 60_000,
    rate: (time) => (time < 10_000 ? 0.2 : 2),
    servers: () => 8,
    service: (_time, random) => exponential(random, 10),
  },
  'many servers': {
    best: 64,
    duration: 60_000,
    rate: () => 10,
    servers: () => 64,
    service: (_time, random) => uneven(random, 10),
  },
  'one GIL': {
    best: 1,
    duration: 60_000,
    rate: () => 1,
    servers: () => 4,
    // Threads that share one CPU: each further one slows all, and handing it over costs.
    service: (_time, random, running) => exponential(random, 5) * running * (1 + 0.05 * (running - 1)),
  },
  'short calls': {
    best: 6,
    duration: 3_000,
    rate: () => 150,
    servers: () => 4,
    // The limit that gives each server no more than it has makes it sleep between any two calls.
    service: (_time, random) => exponential(random, 0.04),
    wakeUp: 0.04,
  },
  'shed at once': {
    best: 24,
    duration: 60_000,
    rate: () => 1.2,
    servers: () => 8,
    service: (_time, random) => exponential(random, 10),
    patience: 0,
  },
  'a slow dependency': {
    best: 40,
    duration: 90_000,
    rate: () => 1,
    servers: () => 40,
    service: (time, random) => exponential(random, time > 30_000 && time < 60_000 ? 100 : 20),
  },
  'two kinds of calls': {
    best: 16,
    duration: 60_000,
    rate: () => 3,
    servers: () => 16,
    service: (_time, random) => (random() < 0.9 ? exponential(random, 2) : exponential(random, 60)),
  },
  bursts: {
    best: 16,
    duration: 60_000,
    rate: (time) => (time % 5_000 < 1_500 ? 3 : 0.1),
    servers: () => 8,
    service: (_time, random) => exponential(random, 10),
  },
  'idle, then a load': {
    best: 16,
    duration: 60_000,
    rate: (time) => (time < 30_000 ? 0.002 : 2),
    servers: () => 16,
    service: (_time, random) => exponential(random, 12),
  },
  'capacity halved': {
    best: 16,
    duration: 80_000,
    rate: () => 3,
    servers: (time) => (time < 40_000 ? 16 : 8),
    service: (_time, random) => exponential(random, 10),
  },
};
