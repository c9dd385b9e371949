// The addons of the tarballs in processes without Node: the functions of Node that they refer to are not there.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { runNode } from './run';

const program = `
import { createPython } from '@pyloom/client';
const py = await createPython({ mode: 'process' });
py.registerFunction('double', (x) => 2 * x);
await py.exec('import pyloom');
console.log(py.executionMode, await py.eval('pyloom.call("double", 21)'), py.callSync('math', 'sqrt', [16]));
await py.close();
`;

it.runIf(process.platform === 'linux')('run calls in processes', async () => {
  writeFileSync(join(inject('project'), 'processes.mjs'), program);
  expect(await runNode(['processes.mjs'], inject('project'))).toBe('process 42 4\n');
});
