import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { runNode } from './run';

const body = `
(async () => {
  const py = await createPython();
  console.log(await py.call('math', 'sqrt', [16]), py.evalSync('6 * 7'));
  await py.close();
})();`;

it.each([
  ['mjs', `import { createPython } from '@pyloom/client';${body}`],
  ['cjs', `const { createPython } = require('@pyloom/client');${body}`],
])('runs Python from the installed tarballs in .%s', async (extension, source) => {
  const file = `call.${extension}`;
  writeFileSync(join(inject('project'), file), source);
  expect(await runNode([file], inject('project'))).toBe('4 42\n');
});
