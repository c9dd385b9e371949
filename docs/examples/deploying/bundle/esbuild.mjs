import { cpSync } from 'node:fs';
import { build } from 'esbuild';

const source = 'examples/deploying/bundle';
const target = 'node_modules/.cache/bundle';

await build({
  entryPoints: [`${source}/service.mjs`],
  outfile: `${target}/service.mjs`,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  // What comes from npm stays in node_modules, and is installed where the bundle runs.
  packages: 'external',
});

// Python's files are nothing that a bundler knows: they go along as they are.
cpSync(`${source}/prices.py`, `${target}/prices.py`);

// To see that it works.
await import(new URL('../../../node_modules/.cache/bundle/service.mjs', import.meta.url));
