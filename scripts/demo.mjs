// npm run demo: sets everything up, then runs apps/demo with the arguments given here.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { alternativePython } from './lib/needs.mjs';
import { root } from './lib/paths.mjs';
import { main } from './lib/say.mjs';

const args = process.argv.slice(2);

await main(async () => {
  await bootstrap(['demo']);
  const named = args.some((arg) => arg === '--python' || arg.startsWith('--python='));
  const python = named ? undefined : await alternativePython();
  return runDemo(python ? { ...process.env, PYLOOM_PYTHON: python } : process.env);
});

/** @param {NodeJS.ProcessEnv} env */
function runDemo(env) {
  const demo = spawn(process.execPath, [join(root, 'apps/demo/dist/cli.js'), ...args], {
    stdio: 'inherit',
    env,
  });
  // Ctrl-C reaches the demo by itself; we wait for it to leave in its own way.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => demo.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    demo.once('error', reject);
    demo.once('close', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}
