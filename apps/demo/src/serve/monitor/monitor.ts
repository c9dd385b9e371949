import { availableParallelism } from 'node:os';
import type { Python } from '@pyloom/client';
import { AnswerCounts, ratesBetween } from './answer-counts.ts';
import type { Answers, Facts, Frame } from './frame.ts';
import { LatencyWindow } from './latency-window.ts';
import type { Nodes } from './nodes.ts';
import { Samples } from './samples.ts';

/** Milliseconds. A call takes a few: a look at the lanes every 25 ms is a fair sample of ten for each frame. */
const sampleEvery = 25;
const samplesInFrame = 10;
const framesInSecond = 1000 / (sampleEvery * samplesInFrame);
const latencySeconds = 5;
const historySeconds = 60;

/** Watches the service at work: counts always, makes frames while somebody looks. */
export class Monitor {
  readonly #python: Python;
  readonly #loadClients: () => number;
  readonly #nodes: Nodes | undefined;
  readonly #startedAt = Date.now();
  readonly #answers = new AnswerCounts();
  readonly #latencies = new LatencyWindow(latencySeconds * framesInSecond);
  readonly #watchers = new Set<(frame: Frame) => void>();
  readonly #history: Frame[] = [];
  #samples = new Samples();
  #taken = 0;
  #timer: NodeJS.Timeout | undefined;
  #last: { readonly time: number; readonly totals: Answers } = { time: 0, totals: this.#answers.totals };

  /** @param nodes of the cluster, where there is one */
  constructor(python: Python, loadClients: () => number, nodes?: Nodes) {
    this.#python = python;
    this.#loadClients = loadClients;
    this.#nodes = nodes;
  }

  /** A request to analyse has been answered. */
  answered(status: number, milliseconds: number): void {
    this.#answers.add(status);
    if (status === 200) this.#latencies.add(milliseconds);
  }

  get facts(): Facts {
    const { version, executable, executionMode, executionModeReason, numExecutors } = this.#python;
    return {
      python: version,
      executable,
      mode: executionMode,
      reason: executionModeReason,
      executors: numExecutors,
      cpus: availableParallelism(),
      startedAt: this.#startedAt,
    };
  }

  get totals(): Answers {
    return this.#answers.totals;
  }

  /** The frames of the last minute, as far as somebody was looking; the oldest first. */
  get history(): readonly Frame[] {
    return this.#history;
  }

  /** Hands each new frame to the watcher until the function that is returned is called. */
  watch(watcher: (frame: Frame) => void): () => void {
    this.#watchers.add(watcher);
    if (this.#timer === undefined) this.#start();
    return () => {
      this.#watchers.delete(watcher);
      if (this.#watchers.size === 0) this.#stop();
    };
  }

  #start(): void {
    this.#last = { time: performance.now(), totals: this.totals };
    // They hold what came while nobody looked.
    this.#latencies.clear();
    this.#timer = setInterval(() => this.#sample(), sampleEvery);
    this.#timer.unref();
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#samples = new Samples();
    this.#taken = 0;
  }

  #sample(): void {
    this.#samples.add(this.#python.semaphore.current, this.#python.stats());
    this.#taken++;
    if (this.#taken < samplesInFrame) return;
    const frame = this.#frame();
    this.#samples = new Samples();
    this.#taken = 0;
    this.#history.push(frame);
    if (this.#history.length > historySeconds * framesInSecond) this.#history.shift();
    for (const watcher of this.#watchers) watcher(frame);
  }

  #frame(): Frame {
    const now = { time: performance.now(), totals: this.totals };
    const rates = ratesBetween(this.#last.totals, now.totals, (now.time - this.#last.time) / 1000);
    this.#last = now;
    const { percentiles } = this.#latencies;
    this.#latencies.advance();
    const { max, adaptation } = this.#python.semaphore;
    return {
      time: Date.now(),
      permits: { ...this.#samples.permits, max, reason: adaptation?.reason ?? null },
      rates,
      totals: now.totals,
      latency: percentiles,
      lanes: this.#samples.lanes,
      ...(this.#nodes && { nodes: this.#nodes.frames }),
      counters: countersOf(this.#python),
      loadClients: this.#loadClients(),
    };
  }
}

/** What Python adds up in the shared state. */
export function countersOf({ state }: Python): Record<string, number> {
  const entries = state
    .keys()
    .map((key) => [key, state.get(key)] as const)
    .filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  return Object.fromEntries(entries);
}
