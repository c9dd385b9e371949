import type { LaneStats, Python } from '@pyloom/client';
import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { countersOf } from './monitor/monitor.ts';

/** What Prometheus reads at `GET /metrics`: the process, the requests, and Python's own figures at that moment. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests: Histogram<'status'>;

  constructor(python: Python) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#requests = new Histogram({
      name: 'pyloom_request_duration_seconds',
      help: 'Time from a request to analyse to its answer, by status.',
      labelNames: ['status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    });
    addGauges(python, registers);
    addCounters(python, registers);
  }

  answered(status: number, milliseconds: number): void {
    this.#requests.observe({ status: String(status) }, milliseconds / 1000);
  }

  addRoute(app: FastifyInstance): void {
    app.get('/metrics', async (_request, reply) => {
      return reply.type(this.#registry.contentType).send(await this.#registry.metrics());
    });
  }
}

function addGauges(python: Python, registers: Registry[]): void {
  const { version, executionMode: mode } = python;
  gauge('pyloom_info', 'The Python that runs; always 1.', ['python', 'mode'], (self) => {
    self.set({ python: version, mode }, 1);
  });
  gauge('pyloom_permits_in_use', 'Permits in use.', [], (self) => self.set(python.semaphore.current));
  gauge('pyloom_permits_limit', 'Permits there are.', [], (self) => self.set(python.semaphore.max));
  gauge('pyloom_lanes', 'Threads that run Python.', ['kind', 'activity'], (self) => {
    for (const lane of python.stats().lanes) self.inc({ kind: lane.kind, activity: activityOf(lane) });
  });
  gauge('pyloom_state_counter', 'Counters in the shared state.', ['name'], (self) => {
    for (const [name, value] of Object.entries(countersOf(python))) self.set({ name }, value);
  });

  function gauge(name: string, help: string, labelNames: string[], set: (self: Gauge) => void): void {
    new Gauge({
      name,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        set(this);
      },
    });
  }
}

function activityOf({ busy, waiting }: LaneStats): string {
  if (!busy) return 'idle';
  return waiting ? 'waiting' : 'working';
}

function addCounters(python: Python, registers: Registry[]): void {
  new Counter({
    name: 'pyloom_calls_total',
    help: 'Calls of Python that have ended, by outcome.',
    labelNames: ['outcome'],
    registers,
    collect() {
      // The client counts; what is kept here is only shown.
      this.reset();
      const { completed, failed, overloaded, timedOut, aborted } = python.stats();
      const counts = { completed, failed, overloaded, timedOut, aborted };
      for (const [outcome, count] of Object.entries(counts)) this.inc({ outcome }, count);
    },
  });
}
