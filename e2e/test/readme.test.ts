import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { root, runNode } from './run';

it('runs the example of the README as it stands there', async () => {
  const [, source = ''] = /```js\n(.*?)```/s.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? [];
  expect(source).toContain('createPython');
  writeFileSync(join(inject('project'), 'readme.mjs'), source);
  const output = await runNode(['readme.mjs'], inject('project'));
  expect(output).toContain(
    '\n4\n[\n  0, 1,  1,  2,  3,\n  5, 8, 13, 21, 34\n]\n[ 6765, 10946, 17711, 28657 ]\n',
  );
});
