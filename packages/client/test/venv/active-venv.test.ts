import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createPython } from '../../src/index';
import { clientForFile, rejection } from '../support/client';

const folder = mkdtempSync(join(tmpdir(), 'pyloom-venv-'));
afterAll(() => rmSync(folder, { recursive: true }));
const py = await clientForFile();

const venv = join(folder, 'venv');
execFileSync(py.executable, ['-m', 'venv', '--without-pip', venv]);
const lib = join(venv, 'lib');
const site = join(lib, readdirSync(lib)[0] as string, 'site-packages');
const extra = join(folder, 'extra');
mkdirSync(extra);
writeFileSync(join(site, 'only_in_venv.py'), 'def f(): return "from the venv"\n');
writeFileSync(join(extra, 'by_pth.py'), 'def f(): return "by a .pth file"\n');
writeFileSync(join(site, 'extra.pth'), `${extra}\n`);

const path = () => py.eval<string[]>('__import__("sys").path');
const everywhere = (module: string) =>
  Promise.all(Array.from({ length: 12 }, () => py.call<string>(module, 'f')));

describe('a venv', () => {
  it('can be switched on and off while Python runs', async () => {
    const before = await path();
    expect(await rejection(py.call('only_in_venv', 'f'))).toMatchObject({ type: 'ModuleNotFoundError' });
    await py.activateVenv(venv);
    expect(py.venvInfo()).toEqual({ active: true, path: venv, sitePackages: site });
    expect(await everywhere('only_in_venv')).toEqual(Array(12).fill('from the venv'));
    expect(await everywhere('by_pth')).toEqual(Array(12).fill('by a .pth file'));
    await py.deactivateVenv();
    expect(await path()).toEqual(before);
    expect(py.venvInfo().path).not.toBe(venv);
  });

  it('is left alike by interpreters that started while it was active', async () => {
    const variable = process.env.VIRTUAL_ENV ?? null;
    await py.defineModule(
      'variables',
      'import os, time\ndef f(): time.sleep(0.2); return os.environ.get("VIRTUAL_ENV")',
    );
    await py.activateVenv(venv);
    const size = 6;
    const more = await createPython({ numSubinterpWorkers: size, numWorkers: size, numExecutors: size });
    const seen = () => Promise.all(Array.from({ length: size }, () => more.call('variables', 'f')));
    expect(new Set(await seen())).toEqual(new Set([venv]));
    await py.deactivateVenv();
    expect(new Set(await seen())).toEqual(new Set([variable]));
    expect(process.env.VIRTUAL_ENV ?? null).toBe(variable);
    await more.close();
  });

  it('does not matter to a client that asks for no Python: it gets the one that is loaded', async () => {
    await py.activateVenv(venv);
    const other = await createPython();
    expect(other.executable).toBe(py.executable);
    expect(await other.call('only_in_venv', 'f')).toBe('from the venv');
    await other.close();
    await py.deactivateVenv();
  });

  it('is named by the error about a package that it lacks, with the command that installs it', async () => {
    const message = async () => (await rejection(py.call('no_such_package', 'f'))).pythonMessage;
    expect(await message()).toBe("No module named 'no_such_package'");
    await py.activateVenv(venv);
    const python = join(venv, 'bin', 'python');
    expect(await message()).toBe(
      `No module named 'no_such_package': it is not installed in the venv ${venv}; ` +
        `uv pip install --python ${python} no_such_package installs the package of that name`,
    );
    mkdirSync(join(site, 'pip'));
    expect(await message()).toContain(`${python} -m pip install no_such_package`);
    expect((await rejection(py.call('json.no_such_part', 'f'))).pythonMessage).toBe(
      "No module named 'json.no_such_part'",
    );
    await py.deactivateVenv();
    expect(await message()).toBe("No module named 'no_such_package'");
  });

  it('that is none is an error that says what is missing', async () => {
    const before = await path();
    expect((await rejection(py.activateVenv(folder))).message).toContain('pyvenv.cfg');
    expect(await rejection(py.activateVenv(''))).toMatchObject({ code: 'ERR_PYLOOM_INVALID_ARGUMENT' });
    expect(await path()).toEqual(before);
    expect(await py.eval('1')).toBe(1);
  });
});
