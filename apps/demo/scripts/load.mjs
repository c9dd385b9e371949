// Loads the service with twice what it can do, and looks at what it answers, how fast, and at its memory:
//   node apps/demo/scripts/load.mjs [--seconds 60] [--json] [options of serve, such as --limit 4 or --python PATH]
// `npm run build` comes first. Exit code 1 if any request got another answer than 200 or 503.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { createHistogram } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';

const { values, tokens } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, json: { type: 'boolean', default: false } },
  strict: false,
  tokens: true,
});
const seconds = Number(values.seconds);
if (!(seconds >= 2)) throw new RangeError(`--seconds must be a number from 2 on, not ${values.seconds}`);

/** To find out what it can do, and to warm it up for what comes then. */
const capacitySeconds = Math.min(10, seconds);

/** Real files, one request each. */
const requests = [
  ['text/x-python', '../python/survey.py'],
  ['text/x-python', '../python/analysis.py'],
  ['text/plain', '../README.md'],
].map(([type = '', path = '']) => ({
  method: /** @type {const} */ ('POST'),
  path: '/analyse',
  headers: { 'content-type': type },
  body: readFileSync(new URL(path, import.meta.url), 'utf8'),
}));

const service = await startService();
try {
  const { permits, python, mode } = await (await fetch(`${service.url}/health`)).json();
  // As many at once as there are permits: none is refused, and none stands idle.
  const alone = await load([{ connections: permits.max, duration: capacitySeconds }]);
  const capacity = alone.served / capacitySeconds;
  const memory = watchMemory();
  const rate = Math.max(1, Math.round(capacity * 2));
  const report = await load(waves(rate, permits.max * 8));
  const megabytes = memory.end();
  const outcome = {
    python,
    mode,
    cpus: availableParallelism(),
    permits: permits.max,
    seconds,
    capacity,
    rate,
    ...report,
    megabytes,
  };
  process.stdout.write(values.json ? `${JSON.stringify(outcome)}\n` : describe(outcome));
  if (report.other + report.errors > 0) process.exitCode = 1;
} finally {
  service.child.kill('SIGTERM');
  const [code] = await service.ended;
  if (code !== 0) {
    process.stderr.write(`the service ended with ${code}\n`);
    process.exitCode = 1;
  }
}

async function startService() {
  const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
  const own = new Set(['seconds', 'json']);
  // What is not ours is the service's, each option with its value.
  const args = tokens.flatMap((token) => {
    if (token.kind === 'positional') return [token.value];
    return token.kind === 'option' && !own.has(token.name)
      ? [token.rawName, ...(token.value ? [token.value] : [])]
      : [];
  });
  const child = spawn(process.execPath, [cli, 'serve', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const [line] = await Promise.race([once(child.stdout.setEncoding('utf8'), 'data'), ended]);
  if (typeof line !== 'string') throw new Error(`the service ended with ${line} before it listened`);
  return { child, ended, url: line.trim() };
}

/**
 * autocannon sends what a second allows at its beginning, and rests then. Several that begin one after the other make it even.
 *
 * @param {number} rate requests a second
 * @param {number} connections
 */
function waves(rate, connections) {
  const count = Math.min(10, rate);
  return Array.from({ length: count }, (_, index) => ({
    connections: Math.ceil(connections / count),
    overallRate: Math.round(rate / count),
    duration: seconds,
    delayMs: (index * 1000) / count,
  }));
}

/**
 * @param {readonly { connections: number, duration: number, overallRate?: number, delayMs?: number }[]} runs
 * @returns how requests ended, and the times of those that were served and refused, in milliseconds
 */
async function load(runs) {
  const times = { served: createHistogram(), shed: createHistogram() };
  const counts = { served: 0, shed: 0, other: 0 };
  const results = await Promise.all(
    runs.map(async ({ delayMs = 0, ...options }) => {
      await sleep(delayMs);
      const run = autocannon({ url: service.url, requests, timeout: 30, ...options });
      run.on('response', (_client, status, _bytes, milliseconds) => {
        const kind = status === 200 ? 'served' : status === 503 ? 'shed' : 'other';
        counts[kind]++;
        if (kind !== 'other') times[kind].record(Math.max(1, Math.round(milliseconds * 1000)));
      });
      return run;
    }),
  );
  const errors = results.reduce((sum, { errors, timeouts }) => sum + errors + timeouts, 0);
  return { ...counts, errors, servedMs: percentiles(times.served), shedMs: percentiles(times.shed) };
}

/** @param {import('node:perf_hooks').RecordableHistogram} histogram of microseconds */
function percentiles(histogram) {
  if (histogram.count === 0) return null;
  const at = (/** @type {number} */ percentile) => Math.round(histogram.percentile(percentile) / 100) / 10;
  return { p50: at(50), p95: at(95), p99: at(99), max: Math.round(histogram.max / 100) / 10 };
}

/** The resident memory of the service, as it tells it itself, each second. */
function watchMemory() {
  /** @type {number[]} */
  const seen = [];
  const timer = setInterval(async () => {
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    seen.push(Number(/^process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1]) / 1e6);
  }, 1000);
  return {
    end() {
      clearInterval(timer);
      const third = Math.max(1, Math.floor(seen.length / 3));
      return {
        firstThird: median(seen.slice(0, third)),
        lastThird: median(seen.slice(-third)),
        most: Math.round(Math.max(...seen)),
      };
    },
  };
}

/** @param {number[]} values */
function median(values) {
  return Math.round([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN);
}

function describe(outcome) {
  const {
    python,
    mode,
    cpus,
    permits,
    capacity,
    rate,
    served,
    shed,
    other,
    errors,
    servedMs,
    shedMs,
    megabytes,
  } = outcome;
  const times = (/** @type {ReturnType<typeof percentiles>} */ ms) =>
    ms === null ? 'none' : `p50 ${ms.p50} ms, p95 ${ms.p95} ms, p99 ${ms.p99} ms, most ${ms.max} ms`;
  return `Python ${python}, ${mode}, ${cpus} CPUs, ${permits} permits
capacity   ${capacity.toFixed(1)} requests a second, with ${permits} at once
load       ${rate} a second for ${outcome.seconds} s
served     ${served} (${(served / outcome.seconds).toFixed(1)} a second): ${times(servedMs)}
shed, 503  ${shed}: ${times(shedMs)}
other      ${other}, errors ${errors}
memory     ${megabytes.firstThird} MB in the first third, ${megabytes.lastThird} MB in the last, at most ${megabytes.most} MB
`;
}
