import { describe, expect, it } from 'vitest';
import type { PythonError } from '../src/index';
import { inEveryMode } from './callbacks/support/clients';

const source = `
import sys, warnings

def caller(*args, **kwargs):
    return sys._getframe(1).f_globals['__name__']

def names_of_caller(*args, **kwargs):
    return 'mark' in sys._getframe(1).f_globals

def warn():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter('always')
        warnings.warn('beware', stacklevel=2)
    return [caught[0].filename, str(caught[0].message)]

class Thing:
    def __init__(self): self.made_by = caller()
    def caller(self): return sys._getframe(1).f_globals['__name__']

async def in_a_coroutine():
    return sys._getframe(1) is not None

def fail(): raise ValueError('here')
def generate(): yield sys._getframe(0) is not None
def deep(n): return n if n == 0 else deep(n - 1)
`;

inEveryMode((open) => {
  async function client() {
    const py = await open();
    await py.defineModule('frames', source);
    return py;
  }

  describe('code that looks at the frame which calls it', () => {
    it('finds __main__ there, whichever way the call is made', async () => {
      const py = await client();
      expect(await py.call('frames', 'caller')).toBe('__main__');
      expect(await py.call('frames', 'caller', [1], { kwargs: { a: 1 } })).toBe('__main__');
      expect(py.callSync('frames', 'caller')).toBe('__main__');
      expect(py.callSync('frames', 'caller', [], { kwargs: { a: 1 } })).toBe('__main__');
      expect(py.func('frames', 'caller').sync()).toBe('__main__');
      expect(await py.module('frames').caller()).toBe('__main__');
      const thing = await py.module('frames').Thing();
      expect(await thing.caller()).toBe('__main__');
      expect(await py.call('frames', 'in_a_coroutine')).toBe(true);
    });

    it('finds the names that exec has made', async () => {
      const py = await client();
      await py.exec('mark = 1');
      expect(await py.module('frames').names_of_caller()).toBe(true);
      await py.exec('del mark');
    });

    it('finds those of the context that calls', async () => {
      const py = await client();
      await using context = await py.context();
      await context.exec('mark = 1');
      expect(await context.call('frames', 'names_of_caller')).toBe(true);
      expect(await py.call('frames', 'names_of_caller')).toBe(false);
    });

    it('is a built-in that works on the context which calls it', async () => {
      const py = await client();
      await using context = await py.context();
      await context.exec('mark = 5');
      expect(await context.call('builtins', 'eval', ['mark + 1'])).toBe(6);
      expect(await context.call('builtins', 'dir')).toContain('mark');
      expect(await py.call('builtins', 'dir')).not.toContain('mark');
    });

    it('is told where a warning comes from', async () => {
      const py = await client();
      expect(await py.call('frames', 'warn')).toEqual(['<call from JavaScript>', 'beware']);
    });

    it('is not shown that frame in a traceback', async () => {
      const py = await client();
      const error = (await py.call('frames', 'fail').catch((reason) => reason)) as PythonError;
      expect(error.traceback).toMatch(/^Traceback.*\n {2}File "<module frames>", line \d+, in fail\n/);
      expect(error.traceback.match(/File /g)).toHaveLength(1);
    });

    it('may be replaced between two calls', async () => {
      const py = await client();
      await py.exec('def version(): return 1');
      expect(await py.call('__main__', 'version')).toBe(1);
      await py.exec('def version(): return 2');
      expect(await py.call('__main__', 'version')).toBe(2);
    });
  });
});
