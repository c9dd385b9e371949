// Prints how the limit that follows the load fares beside fixed ones and beside those of others, on the same simulated traces:
// node bench/limits.bench.mjs [--seeds 4] [--first 1]: the mean of so many runs, and the worst. Needs no quiet machine: its clock is
// simulated.
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '4' }, first: { type: 'string', default: '1' } },
});
const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => Number(values.first) + index);

// In TypeScript, as the parts of the package are that dist/ does not export.
const { outputFiles } = await build({
  entryPoints: [new URL('limits/index.ts', import.meta.url).pathname],
  bundle: true,
  platform: 'node',
  format: 'esm',
  write: false,
});
const { adaptive, aimd, fixed, gradient2, scenarios, simulate, unloaded, vegas } = await import(
  `data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`
);

const fixedLimits = [1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64, 80, 96, 128];

/** The fixed limit that does most within twice the unloaded 99th percentile. */
function bestFixed(scenario, alone, seed) {
  let best = { goodput: 0, limit: 0 };
  for (const limit of fixedLimits) {
    const outcome = simulate(scenario, fixed(limit), { seed });
    if (outcome.p99 <= 2 * alone && outcome.goodput > best.goodput * 1.005) best = { ...outcome, limit };
  }
  return best;
}

const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

for (const [name, scenario] of Object.entries(scenarios)) {
  const alone = unloaded(scenario);
  const { limit } = bestFixed(scenario, alone, seeds[0]);
  const best = new Map(seeds.map((seed) => [seed, simulate(scenario, fixed(limit), { seed }).goodput]));
  console.log(`\n${name}: best fixed limit ${limit}, ${mean([...best.values()]).toFixed(0)}/s`);
  const limiters = {
    'pyloom, waits known': () => adaptive(true),
    'pyloom, alone': () => adaptive(false),
    Gradient2: () => gradient2(),
    Vegas: () => vegas(),
    AIMD: () => aimd(20, 2 * alone),
  };
  for (const [title, limiter] of Object.entries(limiters)) {
    const runs = seeds.map((seed) => ({ seed, ...simulate(scenario, limiter(), { seed }) }));
    const shares = runs.map(({ seed, goodput }) => goodput / best.get(seed));
    const times = runs.map(({ p99 }) => p99 / alone);
    const shown = runs[0].limits.filter((_, index, limits) => index % Math.floor(limits.length / 12) === 0);
    console.log(
      `  ${title.padEnd(20)} goodput ${mean(shares).toFixed(2)} x (worst ${Math.min(...shares).toFixed(2)}), ` +
        `p99 ${mean(times).toFixed(1)} x unloaded (worst ${Math.max(...times).toFixed(1)}), limits ${shown.join(' ')}`,
    );
  }
}
