import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createPython, findPython, type Python } from '@pyloom/client';
import { loadRuntime } from '@pyloom/core-native';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packagesVenv } from '../../testing/packages-venv.ts';

setFlagsFromString('--expose-gc');
const collectJavaScript = runInNewContext('gc') as () => void;

/** By their names on PyPI: all that the tests of this folder use, in one venv. */
const packages = [
  'aiohttp',
  'cryptography',
  'httpx',
  'lxml',
  'matplotlib',
  'model2vec',
  'numpy',
  'onnx',
  'onnxruntime',
  'pandas',
  'pillow',
  'polars',
  'pyarrow',
  'pydantic',
  'pyyaml',
  'requests',
  'scikit-learn',
  'scipy',
  'sqlalchemy',
];

const python = await findPython();
// There are no wheels of polars, onnxruntime and others for the free-threaded build of 3.13.
/** A venv with all of them. */
export const venv = python.freeThreadedBuild
  ? { missing: 'not all of them have wheels for this Python' }
  : packagesVenv(python, packages);
if ('missing' in venv && !python.freeThreadedBuild) throw new Error(venv.missing);

/** Whether calls run in processes. */
export const inProcesses = process.env.PYLOOM_TEST_MODE === 'process';

/** What somebody does with a library in the mode of this run. At the end neither language holds what the tests gave it. */
export function describeLibrary(name: string, tests: (py: Python) => Promise<void>): void {
  describe.skipIf('missing' in venv)(`${name}${'missing' in venv ? `: ${venv.missing}` : ''}`, async () => {
    if ('missing' in venv) return;
    const py = await createPython({
      python: venv.executable,
      arrays: 'numpy',
      int64: 'number',
      ...(inProcesses && { mode: 'process', workers: 2 }),
    });
    afterAll(() => py.close());
    const runtime = await loadRuntime(await findPython({ python: venv.executable }));
    const held = () => {
      const { references, heldValues } = runtime.stats();
      return references + heldValues;
    };
    let before = 0;
    beforeAll(() => {
      before = held();
    });
    await tests(py);

    it('leaves nothing behind', async () => {
      // The last value and the last error may be in registers still: this is one that nothing caused.
      await expect(py.eval('1 / 0')).rejects.toThrow('ZeroDivisionError');
      for (let turn = 0; turn < 20 && held() > before + 1; turn++) {
        collectJavaScript();
        await py.gc();
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      expect(held()).toBeLessThanOrEqual(before + 2);
    });
  });
}
