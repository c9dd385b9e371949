import { cpSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { runCommand } from './run';

/** In bytes, with the binaries for this platform, which are those that an install keeps. */
const budget = 3_000_000;
/** What other tests have Python write as it runs, and a package that the client does not need. */
const noPart = /__pycache__|@pyloom[\\/]redis[\\/]/;

it('stays under 3 MB, the client with all that it needs', async () => {
  const project = join(dirname(inject('project')), 'sizes');
  cpSync(inject('project'), project, { recursive: true });
  await runCommand('npm', ['rebuild'], project);
  const installed = readdirSync(join(project, 'node_modules'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !noPart.test(path));
  const size = installed.reduce((sum, path) => sum + statSync(path).size, 0);
  expect(size).toBeLessThan(budget);
});
