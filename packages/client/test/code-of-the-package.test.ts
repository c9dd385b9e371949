import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runNode } from '../../../testing/run-node.ts';
import { clientForFile } from './support/client';

const py = await clientForFile();
const folder = await mkdtemp(join(tmpdir(), 'pyloom-code-'));
afterAll(() => rm(folder, { recursive: true }));

const source = `
import sys
compiled = []
def listen():
    sys.addaudithook(lambda event, args: event == 'compile' and compiled.append(str(args[1])))
def load(module):
    __import__(module)
    return [name for name in compiled if name.endswith('.py') and 'pyloom' in name]
`;

const program = `
import { createPython } from '@pyloom/client';
const py = await createPython({ mode: 'subinterp', numSubinterpWorkers: 1 });
await py.exec('import pyloom._kinds');
await py.defineModule('compiling', ${JSON.stringify(source)});
await py.call('compiling', 'listen');
console.log(JSON.stringify([
  await py.call('compiling', 'load', ['pyloom._kinds']),
  await py.call('compiling', 'load', ['pyloom._database']),
]));
await py.close();
`;

describe('the modules of the package', () => {
  it.skipIf(py.executionMode !== 'subinterp')(
    'are compiled by one interpreter for all, where Python keeps no __pycache__',
    async () => {
      const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONPYCACHEPREFIX: folder };
      const ended = await runNode(
        new URL('..', import.meta.url),
        ['--input-type=module', '--eval', program],
        env,
      );
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      const [known, unknown] = JSON.parse(ended.stdout);
      expect(known).toEqual([]);
      expect(unknown).toContainEqual(expect.stringMatching(/_database\.py$/));
    },
  );

  it('are found by whoever looks for their source, and leave no trace in sys.path or sys.meta_path', async () => {
    const [lines, isInPath, finders] = await py.eval<[number, boolean, string[]]>(
      `(lambda inspect, sys, errors: [
          len(inspect.getsource(errors).splitlines()),
          any('core-native' in entry for entry in sys.path),
          [getattr(each, '__name__', type(each).__name__) for each in sys.meta_path]]
      )(__import__('inspect'), __import__('sys'), __import__('pyloom._errors', fromlist=['_']))`,
    );
    expect(lines).toBeGreaterThan(10);
    expect(isInPath).toBe(false);
    expect(finders).not.toContain('Loader');
  });
});
