import type { Attributes, BatchObservableResult, Meter, Observable } from '@opentelemetry/api';
import { checkKnownKeys, checkRecord } from '@pyloom/common';
import type { Executor, LaneStats } from '@pyloom/executor';

/** How the figures of a client are given to OpenTelemetry. */
export interface MetricsOptions {
  /** Of every figure: what tells this client from others. */
  attributes?: Record<string, string | number | boolean>;
}

/** @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) */
export function checkMetricsOptions(options: MetricsOptions): void {
  checkKnownKeys('the options of enableMetrics', options, ['attributes']);
  if (options.attributes !== undefined) checkRecord('attributes', 'an object', options.attributes);
}

/** Gives the figures of a client to OpenTelemetry, as often as that collects them: calls themselves pay nothing. */
export class Metrics {
  readonly #executor: Executor;
  #stop: (() => void) | undefined = undefined;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  /** Rejects where `@opentelemetry/api` is not installed. */
  async enable({ attributes = {} }: MetricsOptions): Promise<void> {
    const { metrics } = await import('@opentelemetry/api');
    this.disable();
    if (this.#executor.isClosed) return;
    this.#stop = observe(this.#executor, metrics.getMeter('@pyloom/client'), attributes);
  }

  disable(): void {
    this.#stop?.();
    this.#stop = undefined;
  }
}

function observe(executor: Executor, meter: Meter, attributes: Attributes): () => void {
  const gauge = (name: string, unit: string, description: string) =>
    meter.createObservableGauge(name, { unit, description });
  const ended = meter.createObservableCounter('pyloom.calls', {
    unit: '{call}',
    description: 'Calls that have ended, by outcome',
  });
  const running = gauge('pyloom.calls.running', '{call}', 'Calls that have a permit');
  const queued = gauge('pyloom.calls.queued', '{call}', 'Calls that wait for a permit');
  const used = gauge('pyloom.permits.used', '{permit}', 'Permits in use');
  const limit = gauge('pyloom.permits.limit', '{permit}', 'Permits that there are');
  const lanes = gauge('pyloom.lanes', '{lane}', 'Lanes of the process, by kind and what they do');
  const restarts = meter.createObservableCounter('pyloom.process.restarts', {
    unit: '{restart}',
    description: 'Processes that were started anew after a crash',
  });
  const memory = gauge('pyloom.process.memory', 'By', 'Memory of the processes that run Python');
  const all: Observable[] = [ended, running, queued, used, limit, lanes, restarts, memory];

  const read = (result: BatchObservableResult) => {
    const stats = executor.stats();
    const tell = (figure: Observable, value: number, more: Attributes = {}) =>
      result.observe(figure, value, { ...attributes, ...more });
    const { completed, failed, timedOut, overloaded, aborted } = stats;
    for (const [outcome, count] of Object.entries({ completed, failed, timedOut, overloaded, aborted })) {
      tell(ended, count, { 'pyloom.outcome': outcome });
    }
    tell(running, stats.running);
    tell(queued, stats.queued);
    for (const [of, { current, max }] of semaphoresOf(executor)) {
      tell(used, current, { 'pyloom.permits.of': of });
      tell(limit, max, { 'pyloom.permits.of': of });
    }
    for (const [key, count] of countLanes(stats.lanes)) {
      const [kind, state] = key.split(' ');
      tell(lanes, count, { 'pyloom.lane.kind': kind, 'pyloom.lane.state': state });
    }
    tell(restarts, sumOf(stats.lanes, 'restarts'));
    tell(memory, sumOf(stats.lanes, 'rss'));
  };
  meter.addBatchObservableCallback(read, all);
  return () => meter.removeBatchObservableCallback(read, all);
}

function semaphoresOf({ semaphore, asyncSemaphore }: Executor): [string, Executor['semaphore']][] {
  if (semaphore === asyncSemaphore) return [['calls', semaphore]];
  return [
    ['calls', semaphore],
    ['coroutines', asyncSemaphore],
  ];
}

/** 0 where no lane is a process. */
function sumOf(lanes: readonly LaneStats[], figure: 'restarts' | 'rss'): number {
  return lanes.reduce((sum, lane) => sum + (lane[figure] ?? 0), 0);
}

function countLanes(lanes: readonly LaneStats[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { kind, busy, waiting } of lanes) {
    const key = `${kind} ${waiting ? 'waiting' : busy ? 'busy' : 'idle'}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
