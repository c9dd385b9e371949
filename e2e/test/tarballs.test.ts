import { join } from 'node:path';
import { describe, inject, it } from 'vitest';
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
});
