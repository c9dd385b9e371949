import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import * as source from '../src/index';
import { rejection } from './support/client';

const require = createRequire(import.meta.url);
const cjsFile = require.resolve('../dist/index.cjs');

/** As a test runner does it, for this package and for those below it, addons included. */
function clearRegistry(): void {
  for (const file of Object.keys(require.cache)) {
    if (/packages.*(dist.*cjs|\.node)$/.test(file)) delete require.cache[file];
  }
}

const esm = (await import(new URL('../dist/index.js', import.meta.url).href)) as typeof source;
const cjs = require(cjsFile) as typeof source;
clearRegistry();
const again = require(cjsFile) as typeof source;
const copies = [esm, cjs, again, source];
const opened: source.Python[] = [];
afterAll(() => Promise.all(opened.map((py) => py.close())));

async function openAll(): Promise<source.Python[]> {
  for (const copy of copies.slice(opened.length)) opened.push(await copy.createPython());
  return opened;
}

describe('copies of the package in one thread', () => {
  it('are copies', () => {
    expect(new Set(copies.map((copy) => copy.createPython)).size).toBe(copies.length);
  });

  it('all get the answers to their own calls, at once and one after the other', async () => {
    const all = await openAll();
    for (let round = 0; round < 3; round++) {
      const calls = all.map((py, i) => py.call('operator', 'add', [i, round]));
      expect(await Promise.all(calls)).toEqual(all.map((_, i) => i + round));
      for (const [i, py] of all.entries()) expect(py.callSync('operator', 'add', [i, 1])).toBe(i + 1);
    }
  });

  it('call functions of each other, by name and as arguments, asynchronously and on one stack', async () => {
    const all = await openAll();
    await all[0]?.exec(
      'import pyloom\ndef ask(name, *args): return pyloom.call(name, *args)\ndef apply(f, x): return f(x)\nkept = []',
    );
    for (const [i, py] of all.entries()) {
      py.registerFunction('who', (x: number) => 10 * i + x);
      const other = all[(i + 1) % all.length] as source.Python;
      expect(await py.call('__main__', 'ask', ['who', 5])).toBe(10 * i + 5);
      expect(py.callSync('__main__', 'ask', ['who', 6])).toBe(10 * i + 6);
      // A function that this copy left in Python is called by a call of the other.
      await py.exec('kept.clear()');
      await py.call('__main__', 'kept.append', [(x: number) => py.callSync('operator', 'mul', [x, i + 1])]);
      await other.exec('def call_kept(x): return kept[0](x)');
      expect(await other.call('__main__', 'call_kept', [7])).toBe(7 * (i + 1));
      expect(other.callSync('__main__', 'call_kept', [8])).toBe(8 * (i + 1));
      await py.exec('kept.clear()');
    }
  });

  it('take what another copy made: references, markers, semaphores, stores', async () => {
    const all = await openAll();
    for (const [i, py] of all.entries()) {
      const other = copies[(i + 1) % copies.length] as typeof source;
      const foreign = all[(i + 1) % all.length] as source.Python;
      const decimal = await foreign.eval<source.PyRef>('__import__("decimal").Decimal("1.5")');
      expect(await py.eval('str(d)', { d: decimal })).toBe('1.5');
      expect(await py.eval('type(t).__name__', { t: other.tuple(1, 2) })).toBe('tuple');
      expect(await py.eval('type(f).__name__', { f: other.float(1) })).toBe('float');
      const array = new other.NdArray(Uint8Array.of(1, 2, 3, 4), [2, 2]);
      expect(await py.eval('a.shape', { a: array })).toEqual([2, 2]);
      const int = py.func('builtins', 'int');
      expect(await int('11', other.kwargs({ base: 2 }))).toBe(3);

      const semaphore = new other.Semaphore({ max: 1 });
      const state = new other.SharedState();
      state.set('key', i);
      const own = await (copies[i] as typeof source).createPython({
        semaphore,
        state,
        acquireTimeout: 1,
      });
      const permit = await semaphore.acquire();
      const error = await rejection(own.eval('1'));
      for (const copy of copies) expect(error).toBeInstanceOf(copy.OverloadedError);
      permit.release();
      expect(await own.eval('__import__("pyloom").state_get("key")')).toBe(i);
      await own.close();
    }
  });

  it('know each other’s errors', async () => {
    const all = await openAll();
    for (const py of all) {
      const failed = await rejection(py.eval('1 / 0'));
      const closed = await rejection(py.call('math', 'sqrt', [() => 1]).then(() => py.eval('lambda: (')));
      const venv = new (copies[0] as typeof source).VenvError('no');
      for (const copy of copies) {
        expect(failed).toBeInstanceOf(copy.PythonError);
        expect(copy.isPyloomError(failed) && copy.isPyloomError(closed)).toBe(true);
        expect(venv).toBeInstanceOf(copy.VenvError);
      }
    }
  });

  it('live on when another copy is closed', async () => {
    const [first, ...rest] = await openAll();
    await first?.close();
    for (const [i, py] of rest.entries()) {
      expect(await py.eval('n', { n: i })).toBe(i);
      expect(py.callSync('operator', 'neg', [i])).toBe(0 - i);
    }
  });
});

it.runIf(process.platform === 'linux')(
  'is told where CPython runs when another addon file has started it',
  () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pyloom-copy-')));
    try {
      const scope = join(folder, 'node_modules/@pyloom');
      for (const name of ['client', 'core-native', 'executor', 'semaphore', 'state']) {
        const from = join(import.meta.dirname, '../..', name);
        for (const part of ['package.json', 'dist', 'prebuilds', 'python']) {
          if (existsSync(join(from, part)))
            cpSync(join(from, part), join(scope, name, part), { recursive: true });
        }
      }
      symlinkSync(
        realpathSync(join(import.meta.dirname, '../../core-native/node_modules/node-gyp-build')),
        join(folder, 'node_modules/node-gyp-build'),
      );
      const script = `
      const first = require(${JSON.stringify(cjsFile)});
      const second = require(${JSON.stringify(join(scope, 'client/dist/index.cjs'))});
      (async () => {
        const py = await first.createPython();
        const error = await second.createPython().catch((error) => error);
        console.log(error.code, error.message, first.isPyloomError(error), await py.eval('1 + 1'));
      })();
    `;
      const said = execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' });
      expect(said).toMatch(/^ERR_PYLOOM_RUNTIME_LOADED Another copy .*core-native.*\.node.* true 2\n$/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
