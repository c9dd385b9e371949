import { inspect } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { isPyRef, type PyRef } from '../../src/index';
import { clientForFile } from '../support/client';
import { defineThings } from './things';

const py = await clientForFile();
beforeAll(() => defineThings(py));
const make = () => py.call<PyRef>('things', 'Thing', [5]);

describe('every name', () => {
  it.each(['get', 'set', 'call', 'apply', 'bind', 'str'])("is the Python object's own: %s", async (name) => {
    expect(await (await make())[name](1)).toEqual(['get', 1]);
    await py.exec(`def ${name}(x): return ['${name}', x]`);
    expect(await py.module('__main__')[name](1)).toEqual([name, 1]);
  });

  it.each(['name', 'length', 'prototype', 'constructor'])('is so where it is read, too: %s', async (name) => {
    expect(await (await make())[name]).toBe(`a ${name}`);
    expect(await (await make()).me()[name]).toBe(`a ${name}`);
  });

  it('that JavaScript needs is reached by $get', async () => {
    const thing = await make();
    expect(await thing.$get('then')).toBe('an attribute');
    expect(await thing.$get('toJSON').$call([1])).toEqual(['get', 1]);
    expect(thing.then).toBeUndefined();
  });

  it('with a $ is ours, and there are no others', async () => {
    const thing = await make();
    expect(thing.$type).toBe('things.Thing');
    expect(py.module('things').$type).toBe('module');
    expect(thing.$nothing).toBeUndefined();
  });
});

describe('what JavaScript does to objects', () => {
  it('is a TypeError that says what to write', async () => {
    // biome-ignore lint/suspicious/noExplicitAny: what is tried here has no types
    const thing: any = await make();
    const attempts: [() => unknown, RegExp][] = [
      [() => thing + 1, /write await object\.\$op\('\+', other\)/],
      [() => thing.value + 1, /await it first, or write await object\.\$op/],
      [() => Number(thing), /\$op/],
      [() => JSON.stringify({ thing }), /\$js\(\)/],
      [() => JSON.stringify([thing.me()]), /\$js\(\)/],
      [() => (thing.x = 1), /write await object\.\$set\('x', value\)/],
      [() => (thing.me().x = 1), /\$set\('x', value\)/],
      [() => Object.defineProperty(thing, 'x', { value: 1 }), /\$set/],
      [() => delete thing.x, /\$delItem\('x'\).*__delattr__\('x'\)/],
      [() => new thing(1), /without new/],
      [() => thing[0], /\$item\(0\)/],
      [() => thing['unit price'], /\$item\('unit price'\)/],
    ];
    for (const [attempt, message] of attempts) {
      expect(attempt).toThrow(TypeError);
      expect(attempt).toThrow(message);
    }
  });

  it('leaves them what they are', async () => {
    const thing = await make();
    expect(isPyRef(thing)).toBe(true);
    expect(isPyRef(thing.me())).toBe(false);
    expect(await Promise.resolve(thing)).toBe(thing);
    expect(`${thing}`).toBe('<things.Thing>');
    expect(inspect([thing, thing.me()])).toBe('[ PyRef <things.Thing>, PyExpression <<things.Thing>.me()> ]');
    expect('value' in thing).toBe(false);
    expect(Object.keys(thing)).toEqual([]);
    expect(thing).not.toEqual({ a: 1 });
  });
});
