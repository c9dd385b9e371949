import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { packageNames } from './packages';
import { root, runNode } from './run';

describe.each(packageNames)('the tarball of %s', (name) => {
  const tarball = () => inject('tarballs')[`@pyloom/${name}`] as string;

  it('passes publint', async () => {
    await runNode([join(root, 'node_modules/publint/src/cli.js'), 'run', tarball(), '--strict'], root);
  });

  it('has types that resolve as its code does', async () => {
    await runNode(
      [join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js'), tarball(), '--no-emoji'],
      root,
    );
  });

  it('has nothing that runs as it is installed', () => {
    const folder = join(inject('project'), 'node_modules/@pyloom', name);
    const { scripts = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    expect(Object.keys(scripts).filter((script) => /^(pre|post)?install$/.test(script))).toEqual([]);
    // Package managers compile where they find one.
    expect(existsSync(join(folder, 'binding.gyp'))).toBe(false);
  });
});
