import { join } from 'node:path';
import { expect, it } from 'vitest';
import { probe } from '../../src/discovery/probe';
import { bareEnvironment, script, temporaryFolder } from './support';

it('gives up on an executable that does not answer in time, and ends it', async () => {
  const folder = temporaryFolder();
  const hanging = script(join(folder, 'python3'), 'exec sleep 600');
  const context = {
    cwd: folder,
    env: bareEnvironment({ PATH: process.env.PATH }),
    platform: process.platform,
  };
  await expect(probe(hanging, context, 200)).rejects.toThrow(`${hanging} did not answer within 0.2 s`);
});

it("keeps macOS' launcher variable from the executable", async () => {
  const folder = temporaryFolder();
  const python = script(join(folder, 'python3'), 'echo "launcher: $__PYVENV_LAUNCHER__"');
  const env = bareEnvironment({ __PYVENV_LAUNCHER__: '/venv/bin/python' });
  await expect(probe(python, { cwd: folder, env, platform: process.platform })).rejects.toThrow(
    'printed "launcher:"',
  );
});
