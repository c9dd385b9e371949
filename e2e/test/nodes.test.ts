// The same tarballs on the newest Node that they are made for; the suites run on the oldest, or with `npm test -- --node`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { commandOfNode } from '../../scripts/lib/other-node.mjs';
import { runCommand } from './run';

const program = `
import { createPython } from '@pyloom/client';
const py = await createPython();
py.registerFunction('double', async (x) => 2 * x);
await py.exec('import pyloom');
const values = await py.eval('[pyloom.call("double", n) for n in range(3)]');
const errors = await py.call('builtins', 'int', ['x']).catch(({ type }) => type);
py.state.set('key', [1, 'two']);
console.log(process.versions.node.split('.')[0], values, py.evalSync('6 * 7'), errors, py.state.get('key'));
await py.close();
`;

it.each(['24'])('run on Node %s', async (version) => {
  const [node, ...args] = commandOfNode(version);
  const project = inject('project');
  writeFileSync(join(project, 'node.mjs'), program);
  const output = await runCommand(node, [...args, 'node.mjs'], project);
  expect(output).toBe(`${version} [ 0, 2, 4 ] 42 ValueError [ 1, 'two' ]\n`);
});
