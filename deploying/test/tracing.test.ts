import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { examples, projectOf } from './project';

const project = projectOf('tracing', ['@vercel/nft@1.11.5']);
for (const file of ['service.mjs', 'prices.py']) {
  copyFileSync(join(examples, 'bundle', file), join(project.folder, file));
}

it('what is traced and what is named by hand is all that a function needs', async () => {
  await project.node('trace.mjs');
  rmSync(join(project.folder, 'node_modules'), { recursive: true });
  rmSync(join(project.folder, 'prices.py'));
  expect(await project.node('function/service.mjs')).toBe('[ 12, 24 ]\n');
});
