// Prints how the limit that follows the load fares beside fixed ones and beside those of others, on the same simulated traces:
// node bench/limits.bench.mjs [--seed 1]. Needs no quiet machine: its clock is simulated.
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' } } });
const seed = Number(values.seed);

// In TypeScript, as the parts of the package are that dist/ does not export.
const { outputFiles } = await build({
  entryPoints: [new URL('limits/index.ts', import.meta.url).pathname],
  bundle: true,
  platform: 'node',
  format: 'esm',
  write: false,
});
const { adaptive, aimd, fixed, gradient2, scenarios, simulate, vegas } = await import(
  `data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`
);

for (const [name, scenario] of Object.entries(scenarios)) {
  const alone = simulate({ ...scenario, rate: () => 0.002, duration: 600_000 }, fixed(1000), { seed }).p99;
  let best = { goodput: 0, limit: 0 };
  for (const limit of [1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64, 80, 96, 128]) {
    const outcome = simulate(scenario, fixed(limit), { seed });
    if (outcome.p99 <= 2 * alone && outcome.goodput > best.goodput * 1.005) best = { ...outcome, limit };
  }
  console.log(`\n${name}: best fixed limit ${best.limit}, ${best.goodput.toFixed(0)}/s`);
  const limiters = {
    'pyloom, waits known': adaptive(true),
    'pyloom, alone': adaptive(false),
    Gradient2: gradient2(),
    Vegas: vegas(),
    AIMD: aimd(20, 2 * alone),
  };
  for (const [title, limiter] of Object.entries(limiters)) {
    const { goodput, p99, limits } = simulate(scenario, limiter, { seed });
    const shown = limits.filter((_, index) => index % Math.floor(limits.length / 12) === 0);
    const [share, times] = [(goodput / best.goodput).toFixed(2), (p99 / alone).toFixed(1)];
    console.log(
      `  ${title.padEnd(20)} goodput ${share} x, p99 ${times} x unloaded, limits ${shown.join(' ')}`,
    );
  }
}
