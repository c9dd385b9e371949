import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { ensureVenv, type Installer, VenvError, type VenvProgress } from '../../src/index';
import { clientForFile, rejection } from '../support/client';
import { folderOfUv } from '../support/uv';
import { makeWheels } from '../support/wheels';

/** uv, of a venv of its own where the PATH has none. */
function provideUv(): boolean {
  const uv = folderOfUv();
  process.env.PATH = `${uv}${delimiter}${process.env.PATH}`;
  return uv !== undefined;
}

// Before pip is told to look nowhere but in the wheels below.
const available: Installer[] = provideUv() ? ['pip', 'uv'] : ['pip'];

const folder = mkdtempSync(join(tmpdir(), 'pyloom-ensure-'));
afterAll(() => rmSync(folder, { recursive: true }));
const py = await clientForFile();
const python = py.executable;
makeWheels(python, join(folder, 'wheels'), [
  ['leaf', '1.0', 'version = 1'],
  // Not of the same size: uv leaves the .pyc of 1.0, which Python takes for that of a file of equal size and time.
  ['leaf', '2.0', 'version = 1 + 1'],
]);

let number = 0;
const newPath = () => join(folder, `venv ${++number}`); // a blank: no shell takes it apart

function importIn(path: string, module = 'leaf'): string {
  const bin = join(path, 'bin/python');
  return execFileSync(bin, ['-c', `import ${module}; print(${module}.version)`], { encoding: 'utf8' }).trim();
}

describe.each(available)('ensureVenv with %s', (installer) => {
  const path = newPath();
  const options = { path, python, installer };

  it('says what the installer said when it fails', async () => {
    const error = await rejection(ensureVenv({ ...options, requirements: ['no-such-leaf'] }));
    expect(error).toBeInstanceOf(VenvError);
    expect(error).toMatchObject({
      code: 'ERR_PYLOOM_VENV',
      exitCode: 1,
      command: expect.arrayContaining(['install', 'no-such-leaf']),
    });
    expect(error.message).toMatch(/install what .*venv \d+ requires/);
    expect(error.message).toMatch(/no-such-leaf/);
  });

  it('fills the environment, and knows when that is done', async () => {
    const seen: VenvProgress[] = [];
    const wanted = { ...options, requirements: ['leaf==1.0'] };
    const venv = await ensureVenv({ ...wanted, onProgress: (event) => seen.push(event) });
    expect(venv).toEqual({ path, python: join(path, 'bin/python'), changed: true });
    expect(importIn(path)).toBe('1');
    expect(seen[0]).toEqual({ type: 'install', command: expect.arrayContaining(['leaf==1.0']) });
    expect(seen).toContainEqual({ type: 'output', line: expect.stringMatching(/leaf/) });
    expect(await ensureVenv(wanted)).toEqual({ ...venv, changed: false });
  });

  it('follows a requirements file and what it includes', async () => {
    const [file, more] = [join(folder, 'requirements.txt'), join(folder, 'more.txt')];
    writeFileSync(file, '-r more.txt\n');
    writeFileSync(more, 'leaf==1.0\n');
    const wanted = { ...options, requirements: file };
    expect((await ensureVenv(wanted)).changed).toBe(true);
    expect((await ensureVenv(wanted)).changed).toBe(false);
    writeFileSync(more, 'leaf==2.0\n');
    expect((await ensureVenv(wanted)).changed).toBe(true);
    expect(importIn(path)).toBe('2');
    const missing = await rejection(ensureVenv({ ...options, requirements: 'nowhere.txt' }));
    expect(missing.message).toContain('nowhere.txt');
  });

  it('leaves no lock behind, and serves py.ensureVenv, which activates it', async () => {
    expect(readdirSync(folder).filter((name) => name.endsWith('.lock'))).toEqual([]);
    await py.ensureVenv({ path, installer, requirements: join(folder, 'requirements.txt') });
    expect(py.venvInfo()).toMatchObject({ active: true, path });
    expect(await py.eval('__import__("leaf").version')).toBe(2);
    await py.deactivateVenv();
  });
});

describe('ensureVenv', () => {
  const processes: ReturnType<typeof spawn>[] = [];
  afterEach(() => {
    for (const child of processes.splice(0)) child.kill('SIGKILL');
  });

  /** Runs ensureVenv() in a process of its own; resolves with its events. */
  function elsewhere(options: object, onEvent: (type: string, child: ReturnType<typeof spawn>) => void) {
    const program = `
      import { ensureVenv } from ${JSON.stringify(new URL('../../dist/index.js', import.meta.url))};
      const say = (text) => process.stdout.write(text + '\\n');
      const { changed } = await ensureVenv({ ...${JSON.stringify(options)}, onProgress: ({ type }) => say(type) });
      say(changed ? 'changed' : 'unchanged');`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    processes.push(child);
    const events: string[] = [];
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      for (const type of text.trim().split('\n')) {
        events.push(type);
        onEvent(type, child);
      }
    });
    return new Promise<string[]>((resolve) => child.once('close', () => resolve(events)));
  }

  it('has one process build and others wait, one of whom makes it anew when the first is killed', async () => {
    const options = { path: newPath(), python, installer: 'pip', requirements: ['leaf'] };
    const others: Promise<string[]>[] = [];
    let waiting = 0;
    const first = await elsewhere(options, (type, builder) => {
      if (type !== 'create') return;
      for (let i = 0; i < 2; i++) {
        const kill = (event: string) => event === 'waiting' && ++waiting === 2 && builder.kill('SIGKILL');
        others.push(elsewhere(options, kill));
      }
    });
    expect(first).not.toContain('changed');
    const events = await Promise.all(others);
    expect(events.map((seen) => seen.at(-1)).sort()).toEqual(['changed', 'unchanged']);
    expect(events.flat().filter((type) => type === 'create')).toHaveLength(1);
    expect(importIn(options.path)).toBe('2');
  });

  it('fills an environment that somebody else has made, and deletes nothing of theirs', async () => {
    const path = newPath();
    execFileSync(python, ['-m', 'venv', '--without-pip', path]);
    writeFileSync(join(path, 'note'), 'mine');
    await ensureVenv({ path, python, installer: 'pip', requirements: ['leaf'] });
    expect(importIn(path)).toBe('2');
    expect(existsSync(join(path, 'note'))).toBe(true);
    const other = newPath();
    mkdirSync(other);
    writeFileSync(join(other, 'note'), 'mine');
    const error = await rejection(ensureVenv({ path: other, python }));
    expect(error.message).toContain('is no virtual environment, and is not empty');
    expect(existsSync(join(other, 'note'))).toBe(true);
  });

  it('can be given up', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    const onProgress = () => controller.abort(reason);
    const promise = ensureVenv({ path: newPath(), python, signal: controller.signal, onProgress });
    expect(await rejection(promise)).toBe(reason);
  });

  it.each([
    [{}, "'path'"],
    [{ path: 'x', requirements: [1] }, "'requirements'"],
    [{ path: 'x', requirements: ['--pre'] }, '--pre'],
    [{ path: 'x', installer: 'npm' }, "'installer'"],
    [{ path: 'x', packages: [] }, "'packages'"],
    [{ path: 'x', python: null }, "'python'"],
    [{ path: 'x', signal: null }, "'signal'"],
  ])('refuses %j', async (options, named) => {
    const error = await rejection(ensureVenv(options as never));
    expect(error).toMatchObject({ code: 'ERR_PYLOOM_INVALID_ARGUMENT' });
    expect(error.message).toContain(named);
  });
});
