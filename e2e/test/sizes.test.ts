import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';

/** In bytes, with the binary for this platform alone; each further platform adds 0.6 MB. */
const budget = 3_000_000;

it('stays under 3 MB, the client with all that it needs', () => {
  const folder = join(inject('project'), 'node_modules');
  const installed = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const size = installed.reduce((sum, path) => sum + statSync(path).size, 0);
  expect(size).toBeLessThan(budget);
});
