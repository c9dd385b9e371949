// pnpm bench [--python PATH] [--mode MODE] [--write]
// Prints what calls, values and callbacks cost, beside the raw costs measured in the same run. Never fails by a figure.
import { readdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { createPython } from '@pyloom/client';
import { loadRawCosts } from './lib/raw-costs.mjs';

const { values: options } = parseArgs({
  options: {
    python: { type: 'string' },
    mode: { type: 'string', default: 'auto' },
    only: { type: 'string' },
    write: { type: 'string' },
  },
});

const py = await createPython({
  ...(options.python ? { python: options.python } : {}),
  mode: options.mode,
  maxConcurrent: 2000,
});
const raw = loadRawCosts();
const lines = [
  `Measured on ${cpus().length} × ${cpus()[0].model.trim()}, Node ${process.version}, CPython ${py.version}, mode ${py.executionMode}; medians of interleaved rounds.`,
];

for (const file of readdirSync(new URL('cases/', import.meta.url)).sort()) {
  if (options.only && !file.startsWith(options.only)) continue;
  const benchmark = await import(`./cases/${file}`);
  const rows = await benchmark.run({ py, raw, python: py.executable, mode: options.mode });
  lines.push(
    '',
    `## ${benchmark.title}`,
    '',
    '| what | figure | beside its raw cost | aim |',
    '| --- | ---: | --- | --- |',
  );
  for (const { item, figure, raw: beside = '', aim = '' } of rows)
    lines.push(`| ${item} | ${figure} | ${beside} | ${aim} |`);
}

await py.close();
console.log(lines.join('\n'));
if (options.write) writeFileSync(options.write, `${lines.join('\n')}\n`);
