import { describe, expect, it } from 'vitest';
import { isPyRef, type PyRef, type PythonOptions } from '../src/index';
import { clientForFile, clientsForTests, rejection } from './support/client';

const open = clientsForTests();
const plain = await clientForFile();

const source = `
import array, collections, datetime, decimal, enum, pathlib, sys, types

# As packages do it: a class of an inner module, passed on by the outer one.
_inner = types.ModuleType('shop.models')
exec('''
class Model:
    def __init__(self, **fields): self.__dict__.update(fields)
    def model_dump(self): return dict(self.__dict__)
    def itself(self): return self
    def failing(self): raise LookupError('no such field')
    count = 3
''', _inner.__dict__)
sys.modules['shop.models'] = _inner
_outer = types.ModuleType('shop')
_outer.Model = _inner.Model
_outer.__getattr__ = lambda name: asked.append(name)
sys.modules['shop'] = _outer
asked = []

class Order(_inner.Model): pass
class Bag(dict): pass
class Level(enum.IntEnum): low = 1
Point = collections.namedtuple('Point', 'x y')
order = Order(price=decimal.Decimal('1.5'), parts=[Order(n=1)])
`;

async function client(converters: NonNullable<PythonOptions['converters']>) {
  const py = await open({ converters });
  await py.exec(source);
  return py;
}

describe('a converter', () => {
  it('that is a function is asked for types that have a counterpart, too', async () => {
    const seen: string[] = [];
    const tell = (ref: PyRef) => {
      seen.push(String(ref));
      return 'mine';
    };
    const types = [
      'datetime.datetime',
      'array.array',
      '__main__.Bag',
      '__main__.Level',
      '__main__.Point',
      'bytearray',
    ];
    const py = await client(Object.fromEntries(types.map((type) => [type, tell])));
    const values =
      '[datetime.datetime(2020, 1, 1), array.array("d", [1]), Bag(a=1), Level.low, Point(1, 2), bytearray(b"x")]';
    expect(await py.eval(values)).toEqual(Array(6).fill('mine'));
    expect(seen).toEqual(types.map((type) => `<${type}>`));
    expect(await py.eval('[1, {"a": b"x"}]')).toEqual([1, { a: Buffer.from('x') }]);
  });

  it('gets a reference that works, and what it gives is used as it is', async () => {
    const py = await client({
      'datetime.timedelta': async (ref) => (await ref.total_seconds()) * 1000,
      'shop.Model': (ref) => ({ ref }),
    });
    expect(await py.eval('datetime.timedelta(minutes=1)')).toBe(60_000);
    const { ref } = await py.eval<{ ref: PyRef }>('order');
    expect(isPyRef(ref)).toBe(true);
    expect(await py.eval('o is order', { o: ref })).toBe(true);
  });

  it('fits subclasses, by the nearest base that has one', async () => {
    const py = await client({
      'pathlib.PurePath': 'str',
      '__main__.Order': 'repr',
      'shop.models.Model': 'model_dump',
    });
    expect(await py.eval('pathlib.Path("/tmp")')).toBe('/tmp');
    expect(await py.eval('order')).toMatch(/^<__main__.Order object/);
    expect(await py.eval('sys.modules["shop.models"].Model(n=[1])')).toEqual({ n: [1] });
  });

  it('fits a class by the name under which its package passes it on', async () => {
    const py = await client({
      'shop.Model': 'model_dump',
      'shop.Missing': 'str',
      'nowhere.Order': 'str',
      'decimal.Decimal': 'str',
    });
    expect(await py.eval('[order, 1]')).toEqual([{ price: '1.5', parts: [{ n: 1 }] }, 1]);
    expect(await py.eval('asked')).toEqual([]);
  });

  it('may be any method, whose result is converted like any other', async () => {
    const py = await client({
      'array.array': 'tolist',
      'datetime.date': 'isoformat',
      'fractions.Fraction': 'as_integer_ratio',
      'collections.OrderedDict': 'copy', // gives what it was given
      'shop.Model': 'itself',
    });
    expect(await py.eval('array.array("d", [1, 2])')).toEqual([1, 2]);
    expect(await py.eval('datetime.date(2024, 2, 3)')).toBe('2024-02-03');
    expect(await py.eval('datetime.datetime(2024, 2, 3)')).toBe('2024-02-03T00:00:00');
    expect(await py.eval('__import__("fractions").Fraction(1, 3)')).toEqual([1, 3]);
    expect(await py.eval('collections.OrderedDict(a=collections.OrderedDict(b=1))')).toEqual({ a: { b: 1 } });
    expect(isPyRef(await py.eval('order'))).toBe(true);
  });

  it('may be for a type that every value may have', async () => {
    const py = await client({ int: 'str', list: (ref) => String(ref), 'builtins.bool': 'repr' });
    expect(await py.eval('{"a": 5, "b": True, "c": (1, [2])}')).toEqual({
      a: '5',
      b: 'True',
      c: ['1', '<list>'],
    });
    expect(await py.eval('tuple(range(40))')).toEqual(Array.from({ length: 40 }, (_, i) => String(i)));
    const texts = await client({ str: 'upper' });
    expect(await texts.eval('{"key": ["a"]}')).toEqual({ key: ['A'] });
  });

  it('that fails fails the call, with what it raised', async () => {
    const py = await client({ 'shop.Model': 'failing' });
    expect(await rejection(py.eval('[order]'))).toMatchObject({ type: 'LookupError' });
    const missing = await client({ 'shop.Model': 'no_such_method' });
    expect(await rejection(missing.eval('order'))).toMatchObject({ type: 'AttributeError' });
    const attribute = await client({ 'shop.Model': 'count' });
    expect(await rejection(attribute.eval('order'))).toMatchObject({ type: 'TypeError' });
  });

  it('applies to items, arguments of host functions and results of methods', async () => {
    const py = await client({ 'decimal.Decimal': (ref) => `${ref}!` });
    py.registerFunction('tell', (value: unknown) => value);
    expect(await py.eval('__import__("pyloom").call("tell", decimal.Decimal(1))')).toBe('<decimal.Decimal>!');
    const items: unknown[] = [];
    for await (const item of py.streamEval('[decimal.Decimal(1), order]')) items.push(item);
    expect(items[0]).toBe('<decimal.Decimal>!');
    expect(await (items[1] as PyRef).price).toBe('<decimal.Decimal>!');
    expect(py.evalSync('[decimal.Decimal(1)]')).toEqual(['<decimal.Decimal>!']);
  });

  it('is the own of its client', async () => {
    await client({ 'decimal.Decimal': 'str' });
    expect(isPyRef(await plain.eval("__import__('decimal').Decimal('1.50')"))).toBe(true);
  });

  it('of no kind is refused, by the name of its type', async () => {
    for (const converter of ['', 'not a name', 'a.b', 5, null]) {
      const error = await rejection(open({ converters: { 'my.Type': converter as never } }));
      expect(error).toMatchObject({ code: 'ERR_PYLOOM_INVALID_ARGUMENT' });
      expect(error.message).toContain("'my.Type'");
    }
  });
});
