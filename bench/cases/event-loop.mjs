// How late the event loop runs while all lanes compute, beside a pool of plain JavaScript workers that compute as hard.
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { median } from '../lib/measure.mjs';

export const title = 'The event loop under load';

const lanes = 4;
const milliseconds = 1500;

export async function run({ py }) {
  await py.defineModule(
    'bench_busy',
    'import time\ndef busy(seconds):\n    end = time.monotonic() + seconds\n    while time.monotonic() < end: pass\n',
  );
  const rounds = [];
  for (let round = 0; round < 3; round++) {
    rounds.push({
      idle: await delays(() => {}),
      workers: await besideWorkers(),
      python: await besidePython(py),
      messages: await besideWorkers(true),
      calls: await besidePython(py, true),
    });
  }
  const of = (name, figure) => median(rounds.map((round) => round[name][figure]));
  const row = (item, name) => ({ item, value: of(name, 'p99'), unit: 'ms' });
  return [
    row('delay of the event loop (99th percentile), nothing running', 'idle'),
    row(`… beside ${lanes} JavaScript workers that compute`, 'workers'),
    {
      ...row(`… beside ${lanes} Python calls that compute`, 'python'),
      raw: `${(of('python', 'p99') / of('workers', 'p99')).toFixed(2)} × the workers`,
      aim: '1 × the workers',
    },
    row('… the workers, and a small message to one that is idle every 10 ms', 'messages'),
    {
      ...row('… the Python calls, and a small call every 10 ms', 'calls'),
      raw: `${(of('calls', 'p99') / of('messages', 'p99')).toFixed(2)} × the workers`,
      aim: '1 × the workers',
    },
    {
      item: 'such a small call, behind four that compute',
      value: of('calls', 'small'),
      unit: 'ms',
      aim: '10 ms with a shared GIL, 1 ms with an idle interpreter',
    },
  ];
}

async function delays(during) {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  const result = await Promise.all([during(), sleep(milliseconds)]);
  histogram.disable();
  // The histogram counts the millisecond between two samples as well.
  return { p99: Math.max(0, histogram.percentile(99) / 1e6 - 1), small: result[0] };
}

async function besideWorkers(withSmallMessages = false) {
  const workers = Array.from(
    { length: lanes },
    () => new Worker(new URL('../lib/spinning-worker.mjs', import.meta.url)),
  );
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  const idle = withSmallMessages
    ? new Worker(new URL('../lib/echoing-worker.mjs', import.meta.url))
    : undefined;
  const figures = await delays(async () => (idle ? every10ms(() => answerOf(idle)) : undefined));
  await Promise.all([...workers, ...(idle ? [idle] : [])].map((worker) => worker.terminate()));
  return figures;
}

async function answerOf(worker) {
  worker.postMessage(1);
  await once(worker, 'message');
}

async function besidePython(py, withSmallCalls = false) {
  const busy = Promise.all(
    Array.from({ length: lanes }, () => py.call('bench_busy', 'busy', [milliseconds / 1000 + 0.3])),
  );
  await sleep(100);
  // Home is idle while the work pool computes in subinterp mode; with a shared GIL it is the same pool.
  const figures = await delays(async () => (withSmallCalls ? every10ms(() => py.eval('1 + 1')) : undefined));
  await busy;
  return figures;
}

/** How long `ask` takes, by the median. */
async function every10ms(ask) {
  const took = [];
  const end = performance.now() + milliseconds - 200;
  while (performance.now() < end) {
    const start = performance.now();
    await ask();
    took.push(performance.now() - start);
    await sleep(10);
  }
  return median(took);
}
