import { afterEach, describe, expect, it, vi } from 'vitest';
import { adaptive } from '../bench/limits/adaptive';
import { fixed } from '../bench/limits/limiters';
import { scenarios } from '../bench/limits/scenarios';
import { simulate } from '../bench/limits/simulate';
import { Semaphore } from '../src';

describe.each(Object.entries(scenarios))('a limit that follows the load: %s', (_name, scenario) => {
  const best = simulate(scenario, fixed(scenario.best));
  const alone = simulate({ ...scenario, rate: () => 0.002, duration: 600_000 }, fixed(1000)).p99;

  it('does 95 % of the best fixed limit where waits are known, at twice the unloaded times at most', () => {
    const found = simulate(scenario, adaptive(true));
    expect(found.goodput).toBeGreaterThan((scenario.share ?? 0.95) * best.goodput);
    expect(found.p99).toBeLessThan((scenario.times ?? 2) * alone);
  });

  it('comes close where it has to guess them', () => {
    const found = simulate(scenario, adaptive(false));
    expect(found.goodput).toBeGreaterThan(0.9 * best.goodput);
    expect(found.p99).toBeLessThan(2.6 * alone);
  });
});

it.each([
  [8, 5],
  [64, 5],
  [4, 200],
])('settles on %i servers within thirty windows, coming from %i', (servers, from) => {
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
});

it('does not stay where a slow start has sent it', () => {
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

it('does not drift in a day under a steady overload', () => {
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

  it('grows while operations wait for permits and take no longer for it', async () => {
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

  it('keeps to its bounds', async () => {
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
