import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { targets } from '../../packages/addon/compile/targets.mjs';

/** What other tests have Python write as it runs, and a package that the client does not need. */
const noPart = /__pycache__|@pyloom[\\/]redis[\\/]/;
/** The addons of all packages for one platform: 'linux-x64.glibc'. */
const binary = /prebuilds[\\/]([^\\/]+)[\\/]@pyloom\+[\w-]+(\.\w+)?\.node$/;

const sizes = readdirSync(join(inject('project'), 'node_modules'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .filter((path) => !noPart.test(path))
  .map((path) => ({ target: binary.exec(path)?.slice(1).join(''), size: statSync(path).size }));

function bytes(files: readonly { size: number }[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

it('brings the binaries for all platforms in less than 6 MB', () => {
  const binaries = sizes.filter(({ target }) => target !== undefined);
  const found = new Set(binaries.map(({ target }) => target)).size;
  expect(found).toBeGreaterThan(0);
  // Tarballs that are packed here have those of this machine alone. They stand for the others.
  expect((bytes(binaries) / found) * targets.length).toBeLessThan(6_000_000);
});

it('takes less than 1.95 MB beside them, the client with all that it needs', () => {
  expect(bytes(sizes.filter(({ target }) => target === undefined))).toBeLessThan(1_950_000);
});
