// clang-tidy over the native packages, with the checks of .clang-tidy: npm run tidy [package...]
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { run } from './lib/child.mjs';
import { onAllCores } from './lib/on-all-cores.mjs';
import { root } from './lib/paths.mjs';
import { provideProgram } from './lib/pypi-program.mjs';
import { main, SetupError, say } from './lib/say.mjs';
import { folderOf, suites } from './lib/suites.mjs';

await main(async () => {
  const native = suites.filter(({ sanitized }) => sanitized !== undefined).map(({ name }) => name);
  const names = process.argv.length > 2 ? process.argv.slice(2) : native;
  await bootstrap(names);
  const tidy = await provideProgram('clang-tidy', '23.1.4', 'clang_tidy/data/bin/clang-tidy');
  const files = names.flatMap(sourcesOf);
  say(`clang-tidy over ${files.length} files`);
  let failed = 0;
  await onAllCores(files, async (file) => {
    const { code, output } = await run(tidy, ['--quiet', file, '--', ...compilerFlags(file)]);
    if (code === 0) return;
    failed++;
    process.stderr.write(output);
  });
  say(failed === 0 ? 'clean' : `findings in ${failed} of ${files.length} files`);
  return failed === 0 ? 0 : 1;
});

/** @param {string} name */
function sourcesOf(name) {
  const folder = join(root, folderOf(name), 'native');
  if (!existsSync(folder)) throw new SetupError(`${name} has no native code`);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.cc'))
    .map((file) => join(folder, file));
}

/** As the binding.gyp of its package has them. @param {string} file */
function compilerFlags(file) {
  const folder = file.slice(0, file.lastIndexOf('/native/'));
  const node = join(dirname(dirname(process.execPath)), 'include/node');
  const includes = [
    'native',
    'include',
    '../wire/include',
    '../core-native/include',
    '../addon/include',
    'node_modules/node-addon-api',
  ];
  return [
    '-std=c++20',
    '-Wall',
    '-Wextra',
    '-DNAPI_VERSION=8',
    ...includes.map((path) => `-I${join(folder, path)}`),
    `-isystem${node}`,
  ];
}
