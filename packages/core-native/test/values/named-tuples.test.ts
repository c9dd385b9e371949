import { describe, expect, it } from 'vitest';
import { lastHeard, modes } from './modes';
import { expectSame } from './same';

describe.each(modes)('fields of tuples, by $name', (mode) => {
  const make = (source: string) => mode.call('make', [source]);
  const point =
    "from collections import namedtuple\nnamedtuple('Point', 'x y keys length _z', rename=True)(1, [2], 3, 4, 5)";

  it('of a named tuple are properties beside the items', async () => {
    const value = await make(point);
    expect([value.x, value.y]).toEqual([1, [2]]);
    expect(value.y).toBe(value[1]);
  });

  it('leave what every array has as it is', async () => {
    const value = await make(point);
    expect(value).toHaveLength(5);
    expect([...value.keys()]).toEqual([0, 1, 2, 3, 4]);
  });

  it('make no difference to who takes it for the array that it is', async () => {
    const value = await make(point);
    expectSame(value, [1, [2], 3, 4, 5]);
    expect(Object.keys(value)).toEqual(['0', '1', '2', '3', '4']);
    expect(JSON.stringify(value)).toBe('[1,[2],3,4,5]');
    expect(await mode.call('check', [value, 'type(value) is list and value == [1, [2], 3, 4, 5]'])).toBe(
      true,
    );
  });

  it('of struct sequences are there, those that are no items too', async () => {
    const status = await make("import os\nos.stat('.')");
    expect(status.st_size).toBe(status[6]);
    expect(status.st_mtime_ns).toBeTypeOf('bigint');
    expect(status).toHaveLength(10);
    expect((await make('import time\ntime.gmtime(0)')).tm_year).toBe(1970);
    expect((await make('sys.version_info')).releaselevel).toBe('final');
  });

  it('are there at any depth, of subclasses and of typing.NamedTuple', async () => {
    const nested = await make("import urllib.parse\n{'urls': [urllib.parse.urlparse('http://a/b')] * 2}");
    expect(nested.urls.map((url: { netloc: string }) => url.netloc)).toEqual(['a', 'a']);
    const typed = await make(
      "import typing\nPair = typing.NamedTuple('Pair', [('left', int), ('right', object)])\nPair(1, Pair(2, None))",
    );
    expect(typed.right.left).toBe(2);
  });

  it('reach host functions', async () => {
    await mode.call('tell', [point]);
    expect((lastHeard() as { x: number }).x).toBe(1);
  });

  it('that cannot cross are named by the path to them', async () => {
    const cycle =
      "from collections import namedtuple\nround = []\nround.append(round)\nnamedtuple('Point', 'x y')(1, {'a': round})";
    await expect(make(cycle)).rejects.toMatchObject({ path: 'result[1].a[0]' });
  });

  it('are none for a tuple without names', async () => {
    expect(Object.getOwnPropertyNames(await make('(1, 2)'))).toEqual(['0', '1', 'length']);
    expectSame(await make("type('Plain', (tuple,), {'_fields': 'no tuple'})((1, 2))"), [1, 2]);
  });
});
