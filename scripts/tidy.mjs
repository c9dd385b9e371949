// clang-tidy over the native packages, with the checks of .clang-tidy: npm run tidy [package...]
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { nodeGypEnvironment } from '../packages/addon/compile/node-headers.mjs';
import { nativePackages } from '../packages/addon/compile/targets.mjs';
import { root } from './lib/paths.mjs';
import { provideProgram } from './lib/pypi-program.mjs';
import { mustRun, show } from './lib/run.mjs';
import { main, say } from './lib/say.mjs';

await main(import.meta, async () => {
  const names = process.argv.length > 2 ? process.argv.slice(2) : nativePackages;
  const tidy = await provideProgram('clang-tidy', '23.1.4', 'clang_tidy/data/bin/clang-tidy');
  let failures = 0;
  for (const name of names) {
    say(`clang-tidy over ${name}`);
    if (!(await isClean(name, tidy))) failures++;
  }
  say(failures === 0 ? 'clean' : `findings in ${failures} packages`);
  return failures === 0 ? 0 : 1;
});

/** @param {string} name @param {string} tidy */
async function isClean(name, tidy) {
  const cwd = join(root, 'packages', name, 'native');
  const build = join(cwd, 'build');
  const format = ['configure', '--', '-f', 'compile_commands_json'];
  await mustRun(`there is no native code in ${name}`, 'node-gyp', format, { cwd, env: nodeGypEnvironment() });
  try {
    // The commands are those of another compiler, which knows other warnings.
    const flags = ['-quiet', `-extra-arg=-Wno-unknown-warning-option`, '-p', join(build, 'Release')];
    const driver = join(tidy, '../run-clang-tidy.py');
    const { failed } = await show('python3', [driver, '-clang-tidy-binary', tidy, ...flags], { cwd });
    return !failed;
  } finally {
    rmSync(build, { recursive: true, force: true });
  }
}
