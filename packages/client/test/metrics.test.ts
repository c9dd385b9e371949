import { type Attributes, type BatchObservableCallback, metrics } from '@opentelemetry/api';
import { beforeAll, describe, expect, it } from 'vitest';
import { clientsForTests, rejection } from './support/client';

/** What a collector would get: the part of OpenTelemetry's SDK that the API asks for. */
const callbacks = new Set<BatchObservableCallback>();
const instrument = (name: string) => ({ name });
const collect = () => {
  const seen: Record<string, { value: number; attributes: Attributes }[]> = {};
  for (const callback of callbacks) {
    callback({
      observe: (figure, value, attributes = {}) => {
        const { name } = figure as unknown as { name: string };
        seen[name] = [...(seen[name] ?? []), { value, attributes }];
      },
    });
  }
  return seen;
};
beforeAll(() => {
  const meter = {
    createObservableGauge: instrument,
    createObservableCounter: instrument,
    addBatchObservableCallback: (callback: BatchObservableCallback) => callbacks.add(callback),
    removeBatchObservableCallback: (callback: BatchObservableCallback) => callbacks.delete(callback),
  };
  metrics.setGlobalMeterProvider({ getMeter: () => meter } as never);
});
const open = clientsForTests();

describe('enableMetrics', () => {
  it('gives calls, permits and lanes whenever they are collected', async () => {
    const py = await open({ maxConcurrent: 7 });
    await py.enableMetrics({ attributes: { client: 'first' } });
    await py.call('math', 'sqrt', [16]);
    await rejection(py.call('math', 'sqrt', [-1]));
    const { completed, failed } = py.stats();
    const seen = collect();
    const ofOutcome = (outcome: string) =>
      seen['pyloom.calls']?.find(({ attributes }) => attributes['pyloom.outcome'] === outcome)?.value;
    expect([ofOutcome('completed'), ofOutcome('failed')]).toEqual([completed, failed]);
    const permits = { client: 'first', 'pyloom.permits.of': 'calls' };
    expect(seen['pyloom.permits.limit']).toEqual([{ value: 7, attributes: permits }]);
    expect(seen['pyloom.permits.used']).toEqual([{ value: 0, attributes: permits }]);
    expect(seen['pyloom.lanes']?.reduce((sum, { value }) => sum + value, 0)).toBe(py.stats().lanes.length);
  });

  it('tells the limit of coroutines apart, where they have their own', async () => {
    const py = await open({ maxConcurrent: 'auto' });
    await py.enableMetrics();
    const of = collect()['pyloom.permits.limit']?.map(({ attributes }) => attributes['pyloom.permits.of']);
    expect(of).toEqual(['calls', 'coroutines']);
  });

  it('ends with disableMetrics and with the client, and counts once when it is called twice', async () => {
    const py = await open();
    await py.enableMetrics();
    await py.enableMetrics();
    expect(callbacks.size).toBe(1);
    py.disableMetrics();
    expect(callbacks.size).toBe(0);
    await py.enableMetrics();
    await py.close();
    expect(callbacks.size).toBe(0);
  });

  it('refuses wrong options', async () => {
    const py = await open();
    // biome-ignore lint/suspicious/noExplicitAny: wrong types are what is tried here
    const wrong = (options: any) => rejection(py.enableMetrics(options));
    expect((await wrong({ attributes: 5 })).message).toContain('attributes');
    expect((await wrong({ name: 'x' })).message).toContain("'name'");
  });
});

describe.runIf(process.platform === 'linux')('enableMetrics in mode process', () => {
  it('counts the processes that were started anew', async () => {
    const py = await open({ mode: 'process', numProcesses: 1 });
    await py.enableMetrics();
    const restarts = () => collect()['pyloom.process.restarts']?.map(({ value }) => value);
    expect(restarts()).toEqual([0]);
    await rejection(py.call('os', '_exit', [1]));
    await py.call('os', 'getpid');
    expect(restarts()).toEqual([1]);
    expect(collect()['pyloom.process.memory']?.[0]?.value).toBeGreaterThan(2 ** 20);
  });
});
