import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { python } from '../support/python';
import { runModule } from '../support/run-child';

const folder = mkdtempSync(join(tmpdir(), 'pyloom-start-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const attempt = `
  async function attempt(installation) {
    try {
      await core.loadRuntime(installation);
      console.log('loaded');
    } catch (error) {
      console.log(error.code, error.message, core.isPyloomError(error));
    }
  }
`;

describe('a second CPython', () => {
  // Another name is another Python: it may be a venv, which decides where packages come from.
  const other = join(folder, 'python-of-another-name');
  symlinkSync(python.executable, other);
  const refused = `ERR_PYLOOM_RUNTIME_LOADED This process has loaded CPython ${python.version} (${python.executable}) already and cannot load ${python.version} (${other}) as well. Run the other in processes of its own: createPython({ mode: 'process' }) true\n`;

  it('is refused, naming both, and the first goes on', async () => {
    const { stdout, code } = await runModule(`${attempt}
      const first = await core.findPython();
      await attempt(first);
      await attempt({ ...first, executable: ${JSON.stringify(other)} });
      await attempt(first);
    `);
    expect(stdout).toBe(`loaded\n${refused}loaded\n`);
    expect(code).toBe(0);
  });

  it('is refused while the first is still starting', async () => {
    const { stdout } = await runModule(`${attempt}
      const first = await core.findPython();
      await Promise.all([attempt(first), attempt({ ...first, executable: ${JSON.stringify(other)} })]);
    `);
    expect(stdout.split('\n').sort().join('\n')).toBe(`\n${refused}loaded`);
  });

  it('is refused in a worker thread too', async () => {
    const { stdout } = await runModule(`
      const first = await core.findPython();
      await core.loadRuntime(first);
      const worker = new Worker(\`
        import('@pyloom/core-native').then(async (core) => {${attempt}
          const { workerData } = require('node:worker_threads');
          await attempt(workerData);
        });
      \`, { eval: true, execArgv: [], workerData: { ...first, executable: ${JSON.stringify(other)} } });
    `);
    expect(stdout).toBe(refused);
  });
});

describe('a library that cannot be loaded', () => {
  it('is an error that names it, after which another may be tried', async () => {
    const broken = join(folder, 'libpython-broken.so');
    writeFileSync(broken, 'no library');
    const { stdout, code } = await runModule(`${attempt}
      const installation = await core.findPython();
      await attempt({ ...installation, library: '/nowhere/libpython3.so' });
      await attempt({ ...installation, library: ${JSON.stringify(broken)} });
      await attempt(installation);
    `);
    const [missing, invalid, loaded] = stdout.split('\n');
    expect(missing).toMatch(
      /^ERR_PYLOOM_START .*\(\/nowhere\/libpython3\.so\) could not be started: .* true$/,
    );
    expect(invalid).toMatch(/^ERR_PYLOOM_START .*libpython-broken\.so\) could not be started: .* true$/);
    expect(loaded).toBe('loaded');
    expect(code).toBe(0);
  });

  it('says which symbol a library lacks that is no libpython', async () => {
    const { sharedObjects } = process.report.getReport() as { sharedObjects: string[] };
    const library = sharedObjects.find((path) => /libm\b/.test(path));
    const { stdout, code } = await runModule(
      `${attempt} await attempt({ ...(await core.findPython()), library: ${JSON.stringify(library)} });`,
    );
    expect(stdout).toMatch(/^ERR_PYLOOM_START .* has no symbol Py\w+ true\n$/);
    expect(code).toBe(0);
  });
});

// CPython would end the process, by exit() or abort().
describe.skipIf(python.versionInfo[1] >= 14)('an environment that CPython refuses to start in', () => {
  const variables: Record<string, string> = {
    PYTHONHOME: '/nowhere',
    PYTHONPLATLIBDIR: 'nowhere',
    PYTHONHASHSEED: 'any',
    PYTHONIOENCODING: 'any',
    PYTHONMALLOC: 'any',
    PYTHONTRACEMALLOC: 'any',
    PYTHONUTF8: 'any',
    ...(python.versionInfo[1] >= 11 ? { PYTHONINTMAXSTRDIGITS: '3' } : {}),
    ...(python.versionInfo[1] >= 13 && !python.freeThreadedBuild ? { PYTHON_GIL: '0' } : {}),
    ...(python.versionInfo[1] >= 13 ? { PYTHON_CPU_COUNT: 'any' } : {}),
  };
  const load = `${attempt} await attempt(await core.findPython());`;

  it.each(Object.entries(variables))('is an error that names %s', async (name, value) => {
    const { stdout, code, signal } = await runModule(load, { env: { [name]: value } });
    expect(stdout).toContain(`cannot start with ${name}="${value}" in the environment: `);
    expect(stdout).toMatch(/^ERR_PYLOOM_START .*\. Unset or correct it\. true\n$/);
    expect({ code, signal }).toEqual({ code: 0, signal: null });
  });

  it('names a PYTHONPATH with something else under the name of a standard module', async () => {
    writeFileSync(join(folder, 'encodings.py'), 'raise RuntimeError("of another program")');
    const { stdout, code } = await runModule(load, { env: { PYTHONPATH: folder } });
    expect(stdout).toContain(`cannot start with PYTHONPATH="${folder}" in the environment: `);
    expect(code).toBe(0);
  });

  it('is none when they are right', async () => {
    const env = { PYTHONHASHSEED: '0', PYTHONPATH: folder.replace('start', 'elsewhere') };
    expect(await runModule(load, { env })).toMatchObject({ stdout: 'loaded\n', code: 0 });
  });
});

// Later versions have it frozen in the library.
it.runIf(python.versionInfo[1] < 11)('says what site failed with', async () => {
  const path = mkdtempSync(join(folder, 'site-'));
  writeFileSync(join(path, 'site.py'), 'raise RuntimeError("of a broken site")');
  const env = { PYTHONPATH: path };
  const { stdout, code } = await runModule(`${attempt} await attempt(await core.findPython());`, { env });
  expect(stdout).toMatch(
    /^ERR_PYLOOM_START .*could not be started: .*RuntimeError.*of a broken site true\n$/,
  );
  expect(code).toBe(0);
});

describe('before anything has started a Python', () => {
  it('a shared array is refused with the reason', async () => {
    const source = `
      try {
        core.sharedArray(Float64Array, 4);
      } catch ({ name, message }) {
        console.log(name, message);
      }
    `;
    const { stdout, code } = await runModule(source);
    expect(stdout).toContain('SharedMemoryError A shared array of 32 bytes is not to be had: this copy of');
    expect(code).toBe(0);
  });
});
