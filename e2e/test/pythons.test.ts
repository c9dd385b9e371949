// One set of tarballs, installed without running a script, serves every CPython of this machine, and needs no compiler.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { findPythons } from '../../scripts/find-pythons.mjs';
import { runNode } from './run';

const program = `
import { createPython } from '@pyloom/client';
const py = await createPython();
py.registerFunction('double', (x) => 2 * x);
await py.exec('import pyloom, sys\\ndef doubled(n): return pyloom.call("double", n)');
const outcomes = await py.parallel([1, 2, 3].map((n) => ['__main__', 'doubled', [n]]));
console.log(JSON.stringify({
  version: await py.eval('"%d.%d.%d" % sys.version_info[:3]'),
  mode: py.executionMode,
  values: outcomes.map(({ value }) => value),
}));
await py.close();
`;

const pythons = await findPythons();

it('finds a Python to run with', () => {
  expect(pythons).not.toEqual([]);
});

describe.each(pythons)(
  'the installed packages on Python $version ($mode), $path',
  ({ path, version, mode }) => {
    it('run calls and callbacks with nothing on the PATH', async () => {
      const project = inject('project');
      const empty = join(project, 'empty');
      mkdirSync(empty, { recursive: true });
      writeFileSync(join(project, 'python.mjs'), program);
      const output = await runNode(['python.mjs'], project, { PATH: empty, PYLOOM_PYTHON: path });
      expect(JSON.parse(output)).toEqual({ version, mode, values: [2, 4, 6] });
    });
  },
);
