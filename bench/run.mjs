// npm run bench -- [costs|factors|peers|growth ...] [--python PATH] [--mode MODE] [--only WORD] [--rounds N] [--write]
//               -- --compare REVISION [--only WORD] [--rounds N]
// Prints what pyloom costs, beside raw costs and beside its peers, all measured in this run. Never fails by a figure.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, type } from 'node:os';
import { parseArgs } from 'node:util';
import { findPython } from '@pyloom/core-native';
import { compare } from './comparison/run.mjs';
import { measureCosts } from './costs.mjs';
import { factors } from './factors/run.mjs';
import { grow } from './growth/run.mjs';
import { replaceSection } from './lib/replace-section.mjs';
import { compareRevisions } from './revisions/run.mjs';

/** Each fills the parts of its name in docs/performance.md, and says above each when, where and under what load it was measured. */
const parts = { costs: measureCosts, factors, peers: compare, growth: grow };

// As in a shell of one's own: Python keeps what it has compiled. Containers often forbid it; then each start compiles anew.
delete process.env.PYTHONDONTWRITEBYTECODE;

const page = new URL('../docs/performance.md', import.meta.url);

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    python: { type: 'string' },
    mode: { type: 'string', default: 'auto' },
    only: { type: 'string' },
    rounds: { type: 'string' },
    write: { type: 'boolean', default: false },
    compare: { type: 'string' },
  },
});
const wanted = positionals.length > 0 ? positionals : ['costs'];
const unknown = wanted.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`no part ${unknown.join(', ')}; there is: ${Object.keys(parts).join(', ')}`);
  process.exit(2);
}

const found = await findPython(options.python ? { python: options.python } : {});
const python = { executable: found.executable, version: found.version, mode: options.mode };
const settings = {
  ...(options.only ? { only: options.only } : {}),
  ...(options.rounds ? { rounds: Number(options.rounds) } : {}),
  log: (line) => console.error(line),
};
const machine = `${cpus().length} × ${cpus()[0].model.trim()}, ${type()} ${release()}, Node ${process.version}, CPython ${python.version}, mode ${options.mode}, ${new Date().toISOString().slice(0, 10)}, load ${loadavg()[0].toFixed(1)} before; medians of interleaved rounds.`;

if (options.compare) {
  const lines = [machine, '', ...(await compareRevisions(options.compare, python, settings))];
  console.log(lines.join('\n'));
} else {
  for (const name of wanted) {
    for (const [part, figures] of Object.entries(await parts[name](python, settings))) {
      const lines = [machine, '', ...figures];
      console.log(['', `## ${part}`, '', ...lines].join('\n'));
      if (options.write) writeFileSync(page, replaceSection(readFileSync(page, 'utf8'), part, lines));
    }
  }
}
