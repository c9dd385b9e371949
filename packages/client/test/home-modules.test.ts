import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientForFile, rejection } from './support/client';
import { buildExtensions } from './support/extension-modules';

const folder = mkdtempSync(join(tmpdir(), 'pyloom-home-modules-'));
const inits = join(folder, 'inits');
const cache = join(folder, 'cache');
process.env.PYLOOM_TEST_INITS = inits;
process.env.PYLOOM_CACHE = cache;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const built = buildExtensions(folder, {
  old_kind: 'SINGLE_PHASE',
  old_in_function: 'SINGLE_PHASE',
  old_in_context: 'SINGLE_PHASE',
  old_in_preload: 'SINGLE_PHASE',
  raises: 'RAISES',
  without_slot: 'WITHOUT_SLOT',
  swallowed_by_all: 'WITHOUT_SLOT',
  own_gil: 'OWN_GIL',
  only_at_home: 'FAILS_IN_LANES',
});

/** Where PyInit functions of the module have run. */
const placesOf = (module: string) =>
  readFileSync(inits, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith(`${module} `))
    .map((line) => line.split(' ')[1]);

mkdirSync(join(folder, 'site-packages'));
const source = (name: string, text: string) => writeFileSync(join(folder, `${name}.py`), text);
const whereIs = 'import _pyloom_core\ndef where(): return _pyloom_core.interpreter_id()\n';

const py = await clientForFile({
  sysPath: [folder, join(folder, 'site-packages')],
  homeModules: ['named', 'part.of_it'],
  preload: 'import builtins\nbuiltins.before = 1\nimport old_in_preload\nbuiltins.after = 1',
});
const isolated = py.executionMode === 'subinterp';
const eight = <T>(module: string, name: string, args: unknown[] = []) =>
  Promise.all(Array.from({ length: 8 }, () => py.call<T>(module, name, args)));

describe.runIf(built && isolated)('an extension module that sub-interpreters cannot have', () => {
  it.each(['old_kind', 'without_slot', 'only_at_home'])('runs at home: %s', async (name) => {
    expect(await eight(name, 'answer')).toEqual(Array(8).fill(42));
    expect(await eight(name, 'at_home')).toEqual(Array(8).fill(true));
    expect(py.stats().homeModules).toContain(name);
  });

  it('is never initialised in a lane before it is known to be made for that', () => {
    expect(placesOf('old_kind')).toEqual(['main']);
    expect(placesOf('without_slot')).toEqual(['main']);
    expect(placesOf('old_in_preload')).toEqual(['main']);
  });

  it('whose initialisation fails does so at home, with the error of plain Python', async () => {
    expect(await rejection(py.call('raises', 'answer'))).toMatchObject({
      type: 'RuntimeError',
      pythonMessage: 'the library is too old',
    });
    expect(new Set(placesOf('raises'))).toEqual(new Set(['main']));
  });

  it('takes along the package that catches the refusal, and leaves nothing of it in the lane', async () => {
    const swallows = 'try:\n    from without_slot import answer\nexcept ImportError:\n    answer = None\n';
    source('speedups', `${swallows}\ndef fast(): return answer()\n`);
    source('uses_speedups', 'import speedups\ndef fast(): return speedups.fast()\n');
    expect(await eight('speedups', 'fast')).toEqual(Array(8).fill(42));
    expect(await eight('uses_speedups', 'fast')).toEqual(Array(8).fill(42));
    await using context = await py.context();
    expect(await context.eval('"speedups" in __import__("sys").modules')).toBe(false);
  });

  it('takes along the package that catches whatever there is', async () => {
    source(
      'catches_all',
      'try:\n    from swallowed_by_all import answer\nexcept:\n    answer = None\ndef fast(): return answer()\n',
    );
    expect(await eight('catches_all', 'fast')).toEqual(Array(8).fill(42));
  });

  it('does not run the body of a module again for each call that waits', async () => {
    source(
      'counted',
      `import os\nwith open(${JSON.stringify(inits)}, 'a') as f: f.write('counted body\\n')\nimport old_kind\ndef f(): return 1\n`,
    );
    expect(await eight('counted', 'f')).toEqual(Array(8).fill(1));
    expect(placesOf('counted')).toEqual(['body', 'body']);
  });

  it('that a running function finds by its name is an error which says what to do, and the next call works', async () => {
    source(
      'lazily',
      'from importlib import import_module\ncount = 0\ndef f():\n    global count\n    count += 1\n    return [count, import_module("old_in_function").answer()]\n',
    );
    const error = await rejection(py.call('lazily', 'f'));
    expect(error).toMatchObject({ type: 'ImportError' });
    for (const part of ['does not support loading in subinterpreters', "'lazily'", 'homeModules', 'top'])
      expect(error.pythonMessage).toContain(part);
    expect(py.stats().homeModules).toContain('lazily');
    expect(await py.call('lazily', 'f')).toEqual([1, 42]);
  });

  it.each(['faulthandler', 'tracemalloc'])('may be built in: %s', async (name) => {
    source(`wants_${name}`, `def f():\n    import ${name} as module\n    return module.__name__\n`);
    const error = await rejection(py.call(`wants_${name}`, 'f'));
    expect(error).toMatchObject({ type: 'ImportError' });
    for (const part of [`'wants_${name}'`, 'homeModules']) expect(error.pythonMessage).toContain(part);
    expect(await py.call(`wants_${name}`, 'f')).toBe(name);
  });

  it('may be built in, and needed by joblib that a function imports', async () => {
    source('site-packages/joblib', `import faulthandler\n${whereIs}`);
    source('wants_joblib', 'def f():\n    import joblib\n    return joblib.where()\n');
    expect(await eight('wants_joblib', 'f')).toEqual(Array(8).fill(0));
  });

  it('sends nothing home for a warning, which looks for one', async () => {
    source(
      'warned',
      `import contextlib, io, warnings\n${whereIs}
def warn():
    with contextlib.redirect_stderr(io.StringIO()) as text, warnings.catch_warnings():
        warnings.simplefilter('always')
        warnings.warn('left open', ResourceWarning, source=[])
    return text.getvalue()\n`,
    );
    expect(await py.call('warned', 'warn')).toContain('left open');
    expect(await py.call('warned', 'where')).toBeGreaterThan(0);
  });

  // By which pull an item comes depends on how long those before it took.
  it.each([
    ['def', 'by the same pull', ''],
    ['def', 'by another pull', 'import time; time.sleep(0.05)'],
    ['async def', 'by the same pull', ''],
    ['async def', 'by another pull', 'import time; time.sleep(0.05)'],
  ])(
    'that a running %s imports after its first item, %s, is such an error, too',
    async (define, by, pause) => {
      const module = `stream_${define}_${by}`.replaceAll(' ', '_');
      source(
        module,
        `${define} items():\n    ${pause}\n    yield 1\n    yield __import__('old_in_function').answer()\n`,
      );
      const items = async () => {
        const got: unknown[] = [];
        try {
          for await (const item of py.stream(module, 'items')) got.push(item);
        } catch (error) {
          got.push((error as Error).message);
        }
        return got;
      };
      expect(await items()).toEqual([1, expect.stringContaining(`named in the option homeModules`)]);
      expect(await items()).toEqual([1, 42]);
    },
  );

  it('that a running function does without is had by the next call', async () => {
    source(
      'optional',
      'def f():\n    try:\n        return __import__("without_slot").answer()\n    except ImportError:\n        return None\n',
    );
    expect(await py.call('optional', 'f')).toBe(null);
    expect(await eight('optional', 'f')).toEqual(Array(8).fill(42));
  });

  describe('that a function imports', () => {
    const later = 'def answer():\n    import old_in_function\n    return old_in_function.answer()\n';
    mkdirSync(join(folder, 'app'));
    const sources: Record<string, string> = {
      later,
      method: `class A:\n    async def f(self):\n        from old_in_function import answer\n        return answer()\nasync def answer(): return await A().f()\n`,
      above: 'from later_below import answer as below\ndef answer(): return below()\n',
      later_below: later,
      by_module: 'import later_beside\ndef answer(): return later_beside.answer()\n',
      later_beside: later,
      'app/__init__': '',
      'app/calls': 'def answer():\n    from . import computes\n    return computes.answer()\n',
      'app/computes': 'from old_in_function import answer\n',
    };

    it.each(['later', 'method', 'above', 'by_module', 'app.calls'])(
      'is had by the first calls: %s',
      async (name) => {
        for (const [module, text] of Object.entries(sources)) source(module, text);
        expect(await eight(name, 'answer')).toEqual(Array(8).fill(42));
        expect(py.stats().homeModules).toContain(name);
      },
    );

    it('is had by the first calls of a defined module', async () => {
      await py.defineModule('defined_later', later);
      expect(await eight('defined_later', 'answer')).toEqual(Array(8).fill(42));
    });

    it('changes nothing if it is made for lanes, or in a text', async () => {
      expect(await py.call('own_gil', 'answer')).toBe(42);
      source('in_lanes', `def f():\n    import own_gil\n    return own_gil.answer()\n${whereIs}`);
      source('in_text', `def f():\n    """Not for:\n\n    import old_in_function\n    """\n${whereIs}`);
      expect(await eight('in_lanes', 'f')).toEqual(Array(8).fill(42));
      expect(await eight('in_lanes', 'where')).not.toContain(0);
      expect(await eight('in_text', 'where')).not.toContain(0);
    });
  });

  it('in a context says that there are contexts at home', async () => {
    await using context = await py.context();
    const error = await rejection(context.exec('import old_in_context'));
    expect(error.pythonMessage).toContain('context({ home: true })');
    await using home = await py.context({ home: true });
    await home.exec('import old_in_context');
    expect(placesOf('old_in_context')).toEqual(['main']);
  });

  it('ends what `preload` does in lanes, and only there', async () => {
    expect(await py.eval('after')).toBe(1);
    await using context = await py.context();
    expect(await context.eval('before')).toBe(1);
    expect(await rejection(context.eval('after'))).toMatchObject({ type: 'NameError' });
  });

  it('goes home again after a reload that brought it', async () => {
    source('changes', whereIs);
    expect(await py.call('changes', 'where')).toBeGreaterThan(0);
    source('changes', `import old_kind\n${whereIs}`);
    await py.reload('changes');
    expect(await eight('changes', 'where')).toEqual(Array(8).fill(0));
    source('changes', `# no more\n${whereIs}`);
    await py.reload('changes');
    expect(await py.call('changes', 'where')).toBeGreaterThan(0);
  });
});

describe.runIf(built && isolated)('an extension module made for interpreters with a GIL of their own', () => {
  beforeAll(async () => {
    source('imports_own_gil', `import own_gil\n${whereIs}`);
    await eight('imports_own_gil', 'where');
  });

  it('runs in lanes, and takes nothing home', async () => {
    expect(await py.call('own_gil', 'answer')).toBe(42);
    expect(await py.call('own_gil', 'at_home')).toBe(false);
    expect(await py.call('imports_own_gil', 'where')).toBeGreaterThan(0);
    expect(py.stats().homeModules).not.toContain('own_gil');
  });
});

describe.runIf(built && isolated)('what is known of an extension file', () => {
  it('is remembered on disk, but for what could not be found out', () => {
    const version = py.version.split('.').slice(0, 2).join('');
    const lines = readFileSync(join(cache, `extensions-cpython-${version}-1.txt`), 'utf8')
      .trim()
      .split('\n');
    const remembered = Object.fromEntries(
      lines.map((line) => [line.split('/').at(-1)?.split('.')[0], line.split(' ')[2]]),
    );
    expect(remembered).toMatchObject({ old_kind: '0', without_slot: '0', own_gil: '1' });
    expect(remembered).not.toHaveProperty('raises');
  });
});

describe('the option homeModules', () => {
  it('sends the modules home that it names, and those below them', async () => {
    source('named', whereIs);
    source('named_differently', whereIs);
    mkdirSync(join(folder, 'part/of_it'), { recursive: true });
    for (const each of ['part', 'part/of_it', 'part/beside_it']) {
      const name = each === 'part/beside_it' ? each : `${each}/__init__`;
      source(name, whereIs);
    }
    expect(await py.call('named', 'where')).toBe(0);
    expect(await py.call('part.of_it', 'where')).toBe(0);
    for (const module of ['named_differently', 'part', 'part.beside_it']) {
      expect((await py.call<number>(module, 'where')) > 0).toBe(isolated);
    }
    expect(py.stats().homeModules.includes('named')).toBe(isolated);
  });

  it('sends a module home that imports one of them', async () => {
    source('imports_named', `import named\n${whereIs}`);
    expect(await eight('imports_named', 'where')).toEqual(Array(8).fill(0));
  });
});
