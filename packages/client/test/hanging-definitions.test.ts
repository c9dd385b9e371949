import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inEveryMode } from './callbacks/support/clients';
import { clientForFile, clientsForTests, rejection } from './support/client';
import { runProgram } from './support/run-cli';

inEveryMode((open, mode) => {
  describe('a module whose body does not end', () => {
    /** In every interpreter that there is, `name` is loaded; defined anew, its body runs at once. */
    async function hang(name: string) {
      const py = await open();
      await py.defineModule(name, 'x = 1');
      await py.exec(`import ${name}`);
      let begun = () => {};
      const running = new Promise<void>((resolve) => {
        begun = resolve;
      });
      py.registerFunction('begun', () => begun());
      const defining = rejection(py.defineModule(name, 'import pyloom\npyloom.begun()\nwhile True: pass'));
      await running;
      return { py, defining };
    }

    it('holds up neither other definitions nor calls, and is interrupted at close()', async () => {
      const name = `hanging_${mode}`;
      const { py, defining } = await hang(name);
      const other = await open();
      await other.defineModule(`beside_${mode}`, 'def f(): return 2');
      expect(await other.call(`beside_${mode}`, 'f')).toBe(2);
      expect(await other.eval('1 + 1')).toBe(2);
      await py.close({ timeout: 0 });
      expect(await defining).toMatchObject({ code: 'ERR_PYLOOM_CLOSED' });
    });
  });
});

describe('while a module body does not end', () => {
  it.each([
    ['the process leaves at once', 'process.exit(3)', { code: 3, signal: null }],
    [
      'Ctrl-C reaches callSync',
      `process.on('SIGINT', () => {});
       try { py.execSync('import os, signal\\nos.kill(os.getpid(), signal.SIGINT)\\nwhile True: pass'); } catch (error) { console.log(error.type); }
       process.exit(4);`,
      { code: 4, signal: null, stdout: 'KeyboardInterrupt\n' },
    ],
  ])('%s', async (_what, body, end) => {
    const ended = await runProgram(
      [
        join(import.meta.dirname, 'fixtures/run.mjs'),
        `
      const py = await client.createPython();
      await py.defineModule('endless', 'x = 1');
      await py.exec('import endless');
      const begun = new Promise((resolve) => py.registerFunction('begun', resolve));
      py.defineModule('endless', 'import pyloom\\npyloom.begun()\\nwhile True: pass').catch(() => {});
      await begun;
      ${body}`,
      ],
      {},
    );
    expect(ended).toMatchObject(end);
  });
});

// Where there is no GIL, none can be kept; before 3.13 ctypes runs at home, where all would wait.
const { executionMode, version } = await clientForFile();
const lanesKeepTheirGil = executionMode === 'subinterp' && Number(version.split('.')[1]) >= 13;

describe.runIf(lanesKeepTheirGil)('what is made in every interpreter', () => {
  const open = clientsForTests();

  it('waits some seconds for one whose GIL C code keeps, and reaches it as soon as that lets go', async () => {
    const py = await open({ numSubinterpWorkers: 2 });
    const [reader, writer] = await py.eval<[number, number]>('__import__("os").pipe()');
    const warnings: string[] = [];
    process.on('warning', ({ message }) => warnings.push(message));
    await py.defineModule('replaced', 'def f(): return 0');
    await py.defineModule(
      'keeps_gil',
      'import ctypes, pyloom, replaced\ndef keep(fd):\n    pyloom.call("begun")\n    return ctypes.PyDLL(None).read(fd, ctypes.create_string_buffer(1), 1)\n',
    );
    const begun = new Promise<void>((resolve) => py.registerFunction('begun', () => resolve()));
    const kept = py.call('keeps_gil', 'keep', [reader]);
    await begun;
    // The first may come before the C code does.
    let version = 0;
    while (warnings.length === 0) await py.defineModule('replaced', `def f(): return ${++version}`);
    expect(warnings[0]).toMatch(/'module \w+' waits for interpreter \d+, where C code keeps the GIL/);
    expect(await py.call('replaced', 'f')).toBe(version);
    await (await py.import('os')).write(writer, Buffer.from('.'));
    expect(await kept).toBe(1);
    await py.defineModule('after', 'x = 1'); // behind the other, in each interpreter
    const calls = Array.from({ length: 20 }, () => ['replaced', 'f'] as const);
    expect((await py.parallel(calls)).map((each) => each.status === 'fulfilled' && each.value)).toEqual(
      Array(20).fill(version),
    );
  });
});
