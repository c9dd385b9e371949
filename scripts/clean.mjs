// npm run clean: removes what was built and cached here. --all: what was installed, too.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/paths.mjs';

const made = ['dist', 'build', 'native/build', 'prebuilds', 'reports', 'coverage', '.turbo'];
if (process.argv.includes('--all')) made.push('node_modules');

const packages = ['packages', 'apps'].flatMap((parent) =>
  readdirSync(join(root, parent)).map((name) => join(parent, name)),
);
for (const folder of ['.', 'docs', 'e2e', 'scripts', ...packages]) {
  for (const name of made) rmSync(join(root, folder, name), { recursive: true, force: true });
}
