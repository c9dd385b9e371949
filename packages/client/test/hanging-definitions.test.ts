import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inEveryMode } from './callbacks/support/clients';
import { rejection } from './support/client';
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
