import { describe, expect, it } from 'vitest';
import { RouteTable } from './route-table';

const keys = new Map<string, { module: string; name: string; id: number }>();
function key(module: string, name: string) {
  const both = `${module}.${name}`;
  const known = keys.get(both) ?? { module, name, id: keys.size };
  keys.set(both, known);
  return known;
}

describe('RouteTable, with sub-interpreters', () => {
  it('sends functions to the work pool and those of __main__ home', () => {
    const routes = new RouteTable(true);
    expect(routes.poolOf(key('math', 'sqrt'))).toBe('work');
    expect(routes.poolOf(key('__main__', 'f'))).toBe('home');
  });

  it('remembers a module that refuses, with all its functions', () => {
    const routes = new RouteTable(true);
    routes.poolOf(key('numpy', 'sum'));
    expect(routes.redirect(key('numpy', 'array'), 'home')).toBe('home');
    expect(routes.poolOf(key('numpy', 'sum'))).toBe('home');
    expect(routes.homeModules).toEqual(['numpy']);
  });

  it('sends modules that refuse to processes, where that is wanted, but for __main__', () => {
    const routes = new RouteTable(true, 'process');
    expect(routes.redirect(key('numpy', 'sum'), 'home')).toBe('process');
    expect(routes.redirect(key('numpy', 'later'), 'async')).toBe('asyncProcess');
    expect(routes.poolOf(key('__main__', 'f'))).toBe('home');
    expect(routes.homePoolOf(key('numpy', 'sum'))).toBe('home');
    expect([routes.isRefused('numpy'), routes.isHomeOnly('numpy')]).toEqual([true, false]);
    expect([routes.isRefused('__main__'), routes.isHomeOnly('__main__')]).toEqual([true, true]);
    expect([routes.refuge('work', 'numpy'), routes.refuge('asyncWork', 'numpy')]).toEqual([
      'process',
      'asyncProcess',
    ]);
  });

  it('remembers coroutine functions one by one', () => {
    const routes = new RouteTable(true);
    expect(routes.redirect(key('asyncio', 'sleep'), 'async')).toBe('asyncWork');
    expect(routes.poolOf(key('asyncio', 'sleep'))).toBe('asyncWork');
    expect(routes.poolOf(key('asyncio', 'Event'))).toBe('work');
    expect(routes.redirect(key('__main__', 'main'), 'async')).toBe('asyncHome');
  });

  it('sends a coroutine function of a module that refuses to the loop at home', () => {
    const routes = new RouteTable(true);
    routes.redirect(key('numpy', 'later'), 'home');
    expect(routes.redirect(key('numpy', 'later'), 'async')).toBe('asyncHome');
  });

  it('forgets a module that is defined anew', () => {
    const routes = new RouteTable(true);
    routes.redirect(key('mine', 'f'), 'home');
    routes.redirect(key('mine', 'g'), 'async');
    routes.forget('mine');
    expect(routes.homeModules).toEqual([]);
    expect([routes.poolOf(key('mine', 'f')), routes.poolOf(key('mine', 'g'))]).toEqual(['work', 'work']);
  });

  it('forgets the coroutine functions of __main__ alone', () => {
    const routes = new RouteTable(true);
    routes.redirect(key('__main__', 'main'), 'async');
    routes.forgetFunctions('__main__');
    expect(routes.poolOf(key('__main__', 'main'))).toBe('home');
  });
});

describe('RouteTable, with one interpreter', () => {
  it('sends everything home, and coroutines to its loops', () => {
    const routes = new RouteTable(false);
    expect(routes.poolOf(key('math', 'sqrt'))).toBe('home');
    expect(routes.redirect(key('asyncio', 'sleep'), 'async')).toBe('asyncHome');
    expect(routes.homeModules).toEqual([]);
  });
});
