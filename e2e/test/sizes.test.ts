import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';

/** In bytes: the sources for a build on the user's machine are about a sixth of it. */
const budget = 3_000_000;

it('stays under 3 MB, the client with all that it needs', () => {
  const folder = join(inject('project'), 'node_modules');
  const installed = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const size = installed.reduce((sum, path) => sum + statSync(path).size, 0);
  expect(size).toBeLessThan(budget);
});
