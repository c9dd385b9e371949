// What the addons of the tarballs have of Node beyond Node-API, which depends on the C++ library that they bring.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { runNode } from './run';

const program = `
import { createPython } from '@pyloom/client';
const py = await createPython();
await py.exec(\`
def keep(value):
    global kept
    kept = value
def last():
    return kept[-1]
\`);
const array = new Float64Array(100_000);
await py.call('__main__', 'keep', [array]);
array[99_999] = 42;
console.log(await py.call('__main__', 'last'));
await py.close();
`;

it('shows Python a large array where it is', async () => {
  writeFileSync(join(inject('project'), 'memory.mjs'), program);
  expect(await runNode(['memory.mjs'], inject('project'))).toBe('42\n');
});
