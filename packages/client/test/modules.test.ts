import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { clientForFile, clientsForTests, rejection } from './support/client';

const folder = mkdtempSync(join(tmpdir(), 'pyloom-modules-'));
afterAll(() => rmSync(folder, { recursive: true }));
const py = await clientForFile({ sysPath: [folder] });

/** A call in as many lanes as there are, at once. */
const everywhere = (module: string, name: string) =>
  Promise.all(Array.from({ length: 16 }, () => py.call(module, name)));

describe('defineModule', () => {
  it('makes source importable in every interpreter', async () => {
    await py.defineModule('shop', 'price = 5\ndef twice(): return price * 2');
    expect(await everywhere('shop', 'twice')).toEqual(Array(16).fill(10));
    expect(await py.eval('__import__("shop").price')).toBe(5);
  });

  it('replaces and reloads', async () => {
    await py.defineModule('shop', 'def twice(): return "new"');
    expect(await everywhere('shop', 'twice')).toEqual(Array(16).fill('new'));
  });

  it('shows the lines of the source in tracebacks', async () => {
    await py.defineModule('broken', 'def f():\n    raise ValueError("sold out")');
    expect((await rejection(py.call('broken', 'f'))).traceback).toContain(
      'File "<module broken>", line 2, in f\n    raise ValueError("sold out")',
    );
  });

  it('rejects for a syntax error, and keeps what was there', async () => {
    const error = await rejection(py.defineModule('shop', 'def f(:'));
    expect(error).toMatchObject({ type: 'SyntaxError' });
    expect(await py.call('shop', 'twice')).toBe('new');
  });

  it('wants the parent of a dotted name', async () => {
    expect(await rejection(py.defineModule('no_parent.part', ''))).toMatchObject({
      type: 'ModuleNotFoundError',
    });
    await py.defineModule('family', 'name = "parent"');
    await py.defineModule('family.child', 'from . import name\ndef f(): return name + " and child"');
    expect(await everywhere('family.child', 'f')).toEqual(Array(16).fill('parent and child'));
  });
});

describe('sysPath', () => {
  it('comes first, everywhere', async () => {
    writeFileSync(join(folder, 'on_disk.py'), 'def f(): return 1\n');
    expect(await everywhere('on_disk', 'f')).toEqual(Array(16).fill(1));
    expect(await py.eval('__import__("sys").path[0]')).toBe(folder);
  });
});

describe('reload', () => {
  it('reaches every interpreter, and what was looked up before', async () => {
    writeFileSync(join(folder, 'on_disk.py'), 'def f(): return "changed"\n');
    await py.reload('on_disk');
    expect(await everywhere('on_disk', 'f')).toEqual(Array(16).fill('changed'));
  });

  it('of a module that is not loaded does nothing', async () => {
    expect(await py.reload('wave')).toBeUndefined();
    expect(await py.eval('"wave" in __import__("sys").modules')).toBe(false);
  });

  it('rejects with what the module raises', async () => {
    writeFileSync(join(folder, 'on_disk.py'), 'raise RuntimeError("broken now")\n');
    expect(await rejection(py.reload('on_disk'))).toMatchObject({ type: 'RuntimeError' });
  });
});

describe('preload', () => {
  const open = clientsForTests();

  it('runs in every interpreter, before any call', async () => {
    const one = await open({ preload: 'import builtins\nbuiltins.preloaded = True\nhere = 1' });
    expect(
      await Promise.all(Array.from({ length: 16 }, () => one.call('builtins', 'preloaded.__int__'))),
    ).toEqual(Array(16).fill(1));
    expect(await one.eval('here')).toBe(1);
  });

  it('rejects createPython if it fails, and leaves nothing behind', async () => {
    expect(await rejection(open({ preload: 'raise ValueError("bad preload")' }))).toMatchObject({
      type: 'ValueError',
      pythonMessage: 'bad preload',
    });
    expect(await (await open()).eval('1')).toBe(1);
  });
});

describe('moduleAliases', () => {
  const open = clientsForTests();

  it('let code written for another bridge run', async () => {
    const one = await open({ moduleAliases: ['erlang'] });
    one.registerFunction('add', (a: number, b: number) => a + b);
    await one.exec(
      'from erlang import call\nimport erlang\ndef f(): return [call("add", 1, 2), erlang.add(3, 4)]',
    );
    expect(await one.call('__main__', 'f')).toEqual([3, 7]);
    await one.defineModule('uses_alias', 'import erlang\ndef f(): return erlang.call("add", 5, 6)');
    expect(await one.call('uses_alias', 'f')).toBe(11);
  });
});

describe('an import', () => {
  // 3.13.0 gives threads that wait for the import of collections.abc a module without names.
  it('finds collections.abc complete, whatever others import', async () => {
    writeFileSync(
      join(folder, 'bare.py'),
      'import sys\ndef there(): return hasattr(sys.modules["collections.abc"], "MutableMapping")',
    );
    expect(await everywhere('bare', 'there')).toEqual(Array(16).fill(true));
  });
});
