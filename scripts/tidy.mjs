// clang-tidy over the native packages, with the checks of .clang-tidy: npm run tidy [package...]
import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { run } from './lib/child.mjs';
import { cacheFolder, root } from './lib/paths.mjs';
import { main, SetupError, say } from './lib/say.mjs';
import { folderOf, suites } from './lib/suites.mjs';

/** From PyPI: the same one everywhere, and newer than what most systems have. */
const version = '23.1.4';

await main(async () => {
  const native = suites.filter(({ sanitized }) => sanitized !== undefined).map(({ name }) => name);
  const names = process.argv.length > 2 ? process.argv.slice(2) : native;
  await bootstrap(names);
  const tidy = await provideClangTidy();
  const files = names.flatMap(sourcesOf);
  say(`clang-tidy over ${files.length} files`);
  let failed = 0;
  const left = [...files];
  const work = async () => {
    for (let file = left.pop(); file; file = left.pop()) {
      const { code, output } = await run(tidy, ['--quiet', file, '--', ...compilerFlags(file)]);
      if (code === 0) continue;
      failed++;
      process.stderr.write(output);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
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

/** @returns {Promise<string>} the executable, installed into the cache the first time */
async function provideClangTidy() {
  const folder = join(cacheFolder(), `clang-tidy-${version}`);
  const executable = join(folder, 'bin/clang-tidy');
  if (existsSync(executable)) return executable;
  say(`installing clang-tidy ${version}`);
  for (const [command, ...args] of /** @type {[string, ...string[]][]} */ ([
    ['python3', '-m', 'venv', folder],
    [
      join(folder, 'bin/python'),
      '-m',
      'pip',
      'install',
      '--quiet',
      '--only-binary=:all:',
      `clang-tidy==${version}`,
    ],
  ])) {
    const { code, output } = await run(command, args);
    if (code !== 0) throw new SetupError(`clang-tidy could not be installed:\n${output}`);
  }
  return executable;
}
