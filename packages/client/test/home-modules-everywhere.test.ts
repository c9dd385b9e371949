// The option homeModules holds for the whole process, whichever client or thread has named them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { inWorkers, run } from './process/run';
import { clientForFile, clientsForTests } from './support/client';

const folder = mkdtempSync(join(tmpdir(), 'pyloom-home-everywhere-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
for (const name of ['named_first', 'named_second', 'in_worker', 'unnamed']) {
  writeFileSync(
    join(folder, `${name}.py`),
    'import _pyloom_core\ndef where(): return _pyloom_core.interpreter_id()\n',
  );
}

const first = await clientForFile({ sysPath: [folder], homeModules: ['named_first'] });
const open = clientsForTests();
const isolated = first.executionMode === 'subinterp';
const inLane = (interpreter: number) => interpreter > 0;

it('those of a second client join those of the first, for both', async () => {
  const second = await open({ homeModules: ['named_second'] });
  for (const py of [first, second]) {
    expect(await py.call('named_first', 'where')).toBe(0);
    expect(await py.call('named_second', 'where')).toBe(0);
    expect(inLane(await py.call('unnamed', 'where'))).toBe(isolated);
  }
});

it('worker threads name theirs, though the main thread has never loaded the package', async () => {
  const { code, out, err } = await run(
    `
    const py = await client.createPython({ sysPath: [${JSON.stringify(folder)}], homeModules: ['in_worker'] });
    const where = await Promise.all(Array.from({ length: 4 }, () => py.call('in_worker', 'where')));
    console.log(JSON.stringify([where, await py.call('unnamed', 'where') > 0]));
    await py.close();
    Atomics.store(shared, 0, 0);
    `,
    { file: inWorkers },
  );
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out.trim().split('\n')).toEqual(Array(3).fill(JSON.stringify([[0, 0, 0, 0], isolated])));
});
