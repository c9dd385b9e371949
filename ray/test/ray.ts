import { createPython, findPython, type Python, type PythonOptions } from '@pyloom/client';
import { afterAll, beforeAll, describe } from 'vitest';
import { packagesVenv } from '../../testing/packages-venv.ts';

export { rejection } from '../../testing/rejection.ts';

/** Of this run. */
export const python = await findPython({ mayLackLibrary: true });
const [, minor] = python.versionInfo;
const hasWheels = !python.freeThreadedBuild && minor >= 10 && minor <= 14;

/** A venv with Ray; or why there is none. */
export const venv = hasWheels
  ? packagesVenv(python, ['numpy', 'ray==2.60.0'])
  : { missing: `Ray has no wheels for this Python, ${python.version}` };

/** As little of a Ray as a small machine has room for. */
export const small = { numCpus: 2, objectStoreMemory: 80 * 2 ** 20 };

export const open = (options: PythonOptions = {}): Promise<Python> =>
  createPython({
    mode: 'ray',
    ray: small,
    ...('executable' in venv && { python: venv.executable }),
    ...options,
  });

/** Tests that need Ray, skipped with a word where it cannot be had. */
export function describeRay(name: string, tests: () => void): void {
  const isMissing = 'missing' in venv || process.env.PYLOOM_TEST_MODE === 'process';
  describe.skipIf(isMissing)('missing' in venv ? `${name}: ${venv.missing}` : name, tests);
}

/** One client for all tests of a block, and one Ray. */
export function clientForAll(source?: string): () => Python {
  let py: Python | undefined;
  beforeAll(async () => {
    py = await open();
    if (source !== undefined) await py.defineModule('ray_helpers', source);
  });
  afterAll(() => py?.close());
  return () => {
    if (py === undefined) throw new Error('there is no client yet');
    return py;
  };
}
