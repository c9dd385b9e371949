// Makes a fresh clone ready to run, on a machine that has only Node and npm: system packages, dependencies, builds.
// Says nothing and takes about a second when there is nothing to do. `node scripts/bootstrap.mjs` does just that.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { provideDependencies } from './lib/dependencies.mjs';
import { buildTools, runtimePython } from './lib/needs.mjs';
import { root } from './lib/paths.mjs';
import { main, SetupError, say } from './lib/say.mjs';
import { provideSystemPackages } from './lib/system-packages.mjs';
import { filters, runTurbo } from './lib/turbo.mjs';

/**
 * @param {readonly string[]} [packages] what to build, with all that it needs; default: everything
 * @param {{ force?: boolean }} [options] anew, whatever is in the cache
 * @throws {SetupError} with one message that says what to do
 */
export async function bootstrap(packages = [], { force = false } = {}) {
  checkNode();
  await provideSystemPackages([...buildTools, runtimePython]);
  await provideDependencies();
  await build(packages, force);
}

/**
 * @param {readonly string[]} packages
 * @param {boolean} force
 */
async function build(packages, force) {
  const args = ['build', ...filters(packages), '--output-logs=new-only', '--concurrency=2'];
  if (force) args.push('--force');
  const { code, output } = await runTurbo(args, {
    onLine: (line) => {
      const [, name, task] = /^@pyloom\/([\w-]+):(build[\w:]*): cache (?:miss|bypass)/.exec(line) ?? [];
      if (name) say(`building ${name}${task === 'build:native' ? ' (native)' : ''}`);
    },
  });
  if (code === 0) return;
  process.stderr.write(output);
  throw new SetupError('the build failed (see above).');
}

function checkNode() {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const [major = 0, minor = 0] = engines.node.replace('>=', '').split('.').map(Number);
  const [ownMajor = 0, ownMinor = 0] = process.versions.node.split('.').map(Number);
  if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return;
  throw new SetupError(
    `this is Node ${process.versions.node}, and pyloom needs ${engines.node}. See https://nodejs.org/en/download`,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(async () => {
    await bootstrap(process.argv.slice(2));
    return 0;
  });
}
