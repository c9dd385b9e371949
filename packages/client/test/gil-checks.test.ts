import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { clientForFile } from './support/client';
import { buildExtensions } from './support/extension-modules';
import { python } from './support/python';

const folder = mkdtempSync(join(tmpdir(), 'pyloom-gil-checks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// A free-threaded Python would switch its GIL on for them.
const built =
  process.platform === 'linux' &&
  !python.freeThreadedBuild &&
  buildExtensions(folder, { asks_in_lanes: 'OWN_GIL', asks_at_home: 'SINGLE_PHASE' });
const py = await clientForFile({ sysPath: [folder] });

describe.runIf(built)('an extension module that asks whether it has the GIL', () => {
  // torch's autograd computes only if it has not: once there are sub-interpreters CPython itself says that everybody has.
  it.each(['asks_in_lanes', 'asks_at_home'])(
    'is told the truth beside sub-interpreters: %s',
    async (module) => {
      expect(await py.call('builtins', 'len', [[]])).toBe(0); // there is a lane by now
      expect(await py.call(module, 'gil_checks')).toEqual([1, 0]);
      expect(await (await py.import(module)).gil_checks()).toEqual([1, 0]);
    },
  );
});
