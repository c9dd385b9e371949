import type { LaneStats, PythonStats } from '@pyloom/client';
import { describe, expect, it } from 'vitest';
import { ratesBetween } from '../../src/serve/monitor/answer-counts.ts';
import { LatencyWindow } from '../../src/serve/monitor/latency-window.ts';
import { Samples } from '../../src/serve/monitor/samples.ts';

describe('the percentiles of latency', () => {
  it('are those of the newest slices of time', () => {
    const window = new LatencyWindow(2);
    expect(window.percentiles).toBeNull();
    for (let i = 0; i < 99; i++) window.add(10);
    window.add(500);
    expect(about(window.percentiles)).toEqual({ p50: 10, p95: 10, p99: 10 });
    window.advance();
    for (let i = 0; i < 9; i++) window.add(500);
    expect(about(window.percentiles)).toEqual({ p50: 10, p95: 500, p99: 500 });
    window.advance();
    expect(about(window.percentiles)).toEqual({ p50: 500, p95: 500, p99: 500 });
    window.advance();
    expect(window.percentiles).toBeNull();
  });
});

describe('what is seen of lanes and permits', () => {
  it('becomes shares of time', () => {
    const samples = new Samples();
    samples.add(0, stats({ busy: false, waiting: false }));
    samples.add(3, stats({ busy: true, waiting: false }));
    samples.add(4, stats({ busy: true, waiting: true }));
    samples.add(1, stats({ busy: true, waiting: false }));
    expect(samples.permits).toEqual({ used: 2, peak: 4 });
    expect(samples.lanes).toEqual([
      { id: 1, interpreter: 0, kind: 'home', completed: 7, working: 0.5, waiting: 0.25 },
    ]);
  });

  it('counts a lane that has come only later from then on', () => {
    const samples = new Samples();
    samples.add(0, { lanes: [] } as unknown as PythonStats);
    samples.add(1, stats({ busy: true, waiting: false }));
    expect(samples.lanes).toMatchObject([{ working: 0.5, waiting: 0 }]);
  });
});

it('rates are for each second of the time between', () => {
  const before = { served: 10, shed: 4, other: 0 };
  expect(ratesBetween(before, { served: 20, shed: 5, other: 0 }, 0.5)).toEqual({
    served: 20,
    shed: 2,
    other: 0,
  });
});

function stats(lane: Pick<LaneStats, 'busy' | 'waiting'>): PythonStats {
  return {
    lanes: [{ id: 1, interpreter: 0, kind: 'home', completed: 7, ...lane }],
  } as unknown as PythonStats;
}

/** The histogram is exact to two digits. */
function about(latency: LatencyWindow['percentiles']) {
  if (latency === null) return null;
  const round = (value: number) => Number(value.toPrecision(1));
  return { p50: round(latency.p50), p95: round(latency.p95), p99: round(latency.p99) };
}
