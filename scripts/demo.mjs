// npm run demo: sets everything up, then runs apps/demo with the arguments given here.
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { runInForeground } from './lib/child.mjs';
import { alternativePython } from './lib/needs.mjs';
import { root } from './lib/paths.mjs';
import { main } from './lib/say.mjs';

const args = process.argv.slice(2);

await main(async () => {
  await bootstrap(['demo']);
  const named = args.some((arg) => arg === '--python' || arg.startsWith('--python='));
  const python = named ? undefined : await alternativePython();
  const env = python ? { ...process.env, PYLOOM_PYTHON: python } : process.env;
  return runInForeground([join(root, 'apps/demo/dist/cli.js'), ...args], env);
});
