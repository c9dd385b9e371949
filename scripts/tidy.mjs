// clang-tidy over the native packages, with the checks of .clang-tidy: npm run tidy [package...]
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { nodeGypEnvironment } from './lib/node-headers.mjs';
import { root } from './lib/paths.mjs';
import { nativePackages } from './lib/prebuild-targets.mjs';
import { provideProgram } from './lib/pypi-program.mjs';
import { run } from './lib/run.mjs';
import { main, SetupError, say } from './lib/say.mjs';

await main(async () => {
  const names = process.argv.length > 2 ? process.argv.slice(2) : nativePackages;
  const tidy = await provideProgram('clang-tidy', '23.1.4', 'clang_tidy/data/bin/clang-tidy');
  let failures = 0;
  for (const name of names) {
    say(`clang-tidy over ${name}`);
    const { failed, all } = await check(name, tidy);
    if (!failed) continue;
    failures++;
    process.stderr.write(all);
  }
  say(failures === 0 ? 'clean' : `findings in ${failures} packages`);
  return failures === 0 ? 0 : 1;
});

/**
 * @param {string} name
 * @param {string} tidy
 */
async function check(name, tidy) {
  const cwd = join(root, 'packages', name, 'native');
  const build = join(cwd, 'build');
  const format = ['configure', '--', '-f', 'compile_commands_json'];
  const gyp = await run('node-gyp', format, { cwd, env: nodeGypEnvironment() });
  if (gyp.failed) throw new SetupError(`there is no native code in ${name}:\n${gyp.all}`);
  try {
    // The commands are those of another compiler, which knows other warnings.
    const flags = ['-quiet', `-extra-arg=-Wno-unknown-warning-option`, '-p', join(build, 'Release')];
    const driver = join(tidy, '../run-clang-tidy.py');
    return await run('python3', [driver, '-clang-tidy-binary', tidy, ...flags], { cwd });
  } finally {
    rmSync(build, { recursive: true, force: true });
  }
}
