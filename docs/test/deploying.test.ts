import { execFile } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { folder } from './snippets';

const cwd = fileURLToPath(folder);
const run = promisify(execFile);

it('a bundle with the packages in it says what to do', async () => {
  const outfile = join(cwd, 'node_modules/.cache/too-much.mjs');
  const entryPoints = [join(cwd, 'examples/deploying/bundle/service.mjs')];
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' });
  await expect(run(process.execPath, [outfile])).rejects.toThrow(
    /@pyloom\/\S+ was bundled: .* for esbuild by packages: 'external'/,
  );
  rmSync(outfile);
});

// Jest is tested by the suite `deploying`: it takes 50 MB.
it.each(['forks', 'threads'])('Vitest runs tests that call Python, in its pool of %s', async (pool) => {
  const project = join(cwd, `node_modules/.cache/tests-${pool}`);
  cpSync(join(cwd, 'examples/deploying/tests'), project, { recursive: true });
  // Or else it takes the settings of this suite.
  writeFileSync(join(project, 'vitest.config.mjs'), 'export default {};\n');
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' };
  const { stdout } = await run(process.execPath, [vitest, 'run', '--pool', pool], { cwd: project, env });
  expect(stdout).toMatch(/Tests +2 passed \(2\)/);
  rmSync(project, { recursive: true });
});
