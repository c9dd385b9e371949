import { afterEach, describe, expect, it, vi } from 'vitest';
import { adaptive } from '../bench/limits/adaptive';
import { fixed } from '../bench/limits/limiters';
import { scenarios } from '../bench/limits/scenarios';
import { simulate } from '../bench/limits/simulate';
import { unloaded } from '../bench/limits/unloaded';
import { Semaphore } from '../src';

/** One run is worth two or three hundredths more or less by chance, whatever the limit. */
const seeds = [1, 2, 3, 4];
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe.each(Object.entries(scenarios))('a limit that follows the load: %s', (_name, scenario) => {
  const alone = unloaded(scenario);
  const best = mean(seeds.map((seed) => simulate(scenario, fixed(scenario.best), { seed }).goodput));

  it.each([
    ['are known', true],
    ['have to be guessed', false],
  ])(
    'does 95 % of what the best fixed limit does where waits %s, within twice the unloaded 99th percentile',
    (_waits, knowsWaits) => {
      const found = seeds.map((seed) => simulate(scenario, adaptive(knowsWaits), { seed }));
      expect(mean(found.map(({ goodput }) => goodput))).toBeGreaterThan(0.95 * best);
      expect(mean(found.map(({ p99 }) => p99))).toBeLessThan(2 * alone);
    },
    60_000,
  );
});

it.each([
  [8, 5],
  [64, 5],
  [4, 200],
])(
  'is near %i servers in nine of ten windows from the thirtieth on, coming from a limit of %i',
  (servers, from) => {
    const scenario = {
      duration: 20_000,
      rate: () => servers / 5,
      servers: () => servers,
      service: (_time: number, random: () => number) => -Math.log(1 - random()) * 10,
    };
    const { limits } = simulate(scenario, adaptive(true, from));
    const settled = limits.slice(30);
    const near = settled.filter((limit) => limit >= servers * 0.75 && limit <= servers * 1.6 + 2);
    expect(near.length / settled.length).toBeGreaterThan(0.9);
  },
);

it('has a place for each server again after a slow start, in half of the windows from the fortieth on', () => {
  // As while interpreters start: what waits then waits for that, and throughput rises as the limit falls.
  const scenario = {
    duration: 12_000,
    rate: () => 1,
    servers: (time: number) => (time < 400 ? 0 : time < 700 ? 1 : 4),
    service: (_time: number, random: () => number) => -Math.log(1 - random()) * 10,
  };
  for (const knowsWaits of [true, false]) {
    const { limits } = simulate(scenario, adaptive(knowsWaits));
    const settled = limits.slice(40).sort((a, b) => a - b);
    expect(settled[settled.length / 2]).toBeGreaterThanOrEqual(4);
  }
});

it('drifts by two at most, and not past ten for four servers, in a day of steady overload', () => {
  const hour = 3_600_000;
  const scenario = {
    duration: 24 * hour,
    rate: () => 0.03,
    servers: () => 4,
    service: (_time: number, random: () => number) => -Math.log(1 - random()) * 200,
    patience: 5_000,
  };
  const { limits } = simulate(scenario, adaptive(false));
  const median = (from: number, to: number) =>
    limits.slice(from * 36_000, to * 36_000).sort((a, b) => a - b)[(to - from) * 18_000] as number;
  expect(Math.abs(median(23, 24) - median(1, 2))).toBeLessThanOrEqual(2);
  expect(median(23, 24)).toBeLessThanOrEqual(10);
}, 120_000);

describe("new Semaphore({ max: 'auto' })", () => {
  afterEach(() => vi.restoreAllMocks());

  /**
   * Runs operations that take five milliseconds of a clock that moves by itself alone, as many at once as the semaphore lets:
   * a service that has room for all of them.
   */
  async function load(semaphore: Semaphore, operations: number): Promise<void> {
    let now = performance.now();
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    const running: (() => void)[] = [];
    const begin = () => new Promise<void>((resolve) => void running.push(resolve));
    const all = Promise.all(Array.from({ length: operations }, () => semaphore.run(begin)));
    for (let ended = 0; ended < operations; ) {
      await new Promise(setImmediate);
      now += 5;
      for (const end of running.splice(0)) {
        ended++;
        end();
      }
    }
    await all;
  }

  it('grows while operations wait for permits and take as long as before', async () => {
    const semaphore = new Semaphore({ max: { min: 2, max: 50 } });
    const before = semaphore.max;
    await load(semaphore, 5000);
    expect(semaphore.max).toBeGreaterThan(before);
    expect(semaphore.adaptation).toMatchObject({ limit: semaphore.max, min: 2, max: 50 });
    expect(semaphore.current).toBe(0);
  });

  it('grows while operations are refused that do not want to wait', async () => {
    let now = performance.now();
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    const semaphore = new Semaphore({ max: { min: 2, max: 50 } });
    const before = semaphore.max;
    for (let round = 0; round < 200; round++) {
      const ends: (() => void)[] = [];
      const begin = () => new Promise<void>((resolve) => void ends.push(resolve));
      const all = Array.from({ length: semaphore.max + 3 }, () => semaphore.run(begin, { timeout: 0 }));
      const outcomes = Promise.allSettled(all);
      now += 5;
      for (const end of ends) end();
      expect((await outcomes).filter(({ status }) => status === 'rejected')).toHaveLength(3);
    }
    expect(semaphore.max).toBeGreaterThan(before);
  });

  it('starts at its bound where that is low, and does not pass it', async () => {
    const semaphore = new Semaphore({ max: { min: 3, max: 4 } });
    expect(semaphore.max).toBe(4);
    await load(semaphore, 1000);
    expect(semaphore.max).toBe(4);
  });

  it('stays as it is set by hand from then on', async () => {
    const semaphore = new Semaphore({ max: 'auto' });
    semaphore.setMax(7);
    await load(semaphore, 1000);
    expect(semaphore.max).toBe(7);
    expect(semaphore.adaptation).toBeUndefined();
    expect(new Semaphore({ max: 3 }).adaptation).toBeUndefined();
  });

  it.each([
    ['aut', /max must be a number, 'auto' or an object, not 'aut'/],
    [{ min: 0 }, /max\.min must be a positive integer, not 0/],
    [{ min: 5, max: 4 }, /max\.max must not be below max\.min: 4 < 5/],
    [{ target: -1 }, /max\.target must be a positive number of milliseconds, not -1/],
    [{ most: 1 }, /Unknown key 'most'/],
  ])('refuses %o', (max, message) => {
    expect(() => new Semaphore({ max } as never)).toThrow(message);
  });
});
