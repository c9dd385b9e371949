// npm run demo: builds apps/demo, then runs it with the arguments given here.
import { join } from 'node:path';
import { build } from './build.mjs';
import { findPythons } from './find-pythons.mjs';
import { root } from './lib/paths.mjs';
import { isPythonNamed, probePython } from './lib/python.mjs';
import { runInForeground } from './lib/run.mjs';
import { main, say } from './lib/say.mjs';

const args = process.argv.slice(2);

await main(async () => {
  await build(['demo']);
  return runInForeground([join(root, 'apps/demo/dist/cli.js'), ...args], await alternativePython());
});

/** Names another Python where the one that pyloom would take by itself cannot be loaded. */
async function alternativePython() {
  if (isPythonNamed() || args.some((arg) => arg === '--python' || arg.startsWith('--python='))) return {};
  const first = await probePython('python3');
  const [other] = 'problem' in first ? await findPythons() : [];
  if (!('problem' in first) || !other) return {};
  say(`${first.problem}; taking ${other.path} (Python ${other.version})`);
  return { PYLOOM_PYTHON: other.path };
}
