import { describe, expect, it } from 'vitest';
import { modes } from './modes';
import { expectSame } from './same';

/** What stays in Python, as a session without a factory of references gets it. */
const reference = { typeName: expect.any(String), released: false };

const classes = `
import collections, typing
class Plain(dict): limit = 3
class Missing(dict):
    def __missing__(self, key): return 0
    def get(self, *args): return super().get(*args)
class Page(dict):
    def text(self): return 'text'
class Lazy(collections.OrderedDict):
    @property
    def pages(self): return []
class Mixed(collections.UserDict, dict): pass
class Table(list):
    def total(self): return sum(self)
class Rows(typing.List[int]): pass
class Sub(Page): pass
`;

describe.each(modes)('subclasses of containers, by $name', (mode) => {
  const make = (expression: string) => mode.call('make', [`${classes}\n${expression}`]);

  it.each([
    ['collections.OrderedDict(b=1, a=2)', { b: 1, a: 2 }],
    ["collections.Counter('aab')", { a: 2, b: 1 }],
    ['collections.defaultdict(list, a=[1])', { a: [1] }],
    ['Plain(a=1)', { a: 1 }],
    ['Missing(a=1)', { a: 1 }],
    ['Rows([1, 2])', [1, 2]],
  ])('%s converts: it can do what a dict or a list can', async (expression, value) => {
    expectSame(await make(expression), value);
  });

  it.each(['Page(a=1)', 'Lazy(a=1)', 'Table([1])', 'Sub()'])(
    '%s stays in Python: it has methods of its own',
    async (expression) => {
      expect(await make(expression)).toMatchObject(reference);
      expect(await make(`[${expression}, 1]`)).toEqual([expect.objectContaining(reference), 1]);
    },
  );
});

/** What NumPy and pandas have, as far as the core looks at it: the names of the classes, and what it calls. */
const standIns = `
import array, datetime
def named(module, name, bases, **body): return type(name, bases, {'__module__': module, **body})
class Converted:
    def __init__(self, value): self.value = value
    def astype(self, unit): return self
    def item(self): return self.value
numpy_datetime = named('numpy', 'datetime64', (Converted,))
half = named('numpy', 'float16', (), __float__=lambda self: 1.5)
masked = named('numpy.ma.core', 'MaskedArray', (array.array,))
missing_time = named('pandas._libs.tslibs.nattype', 'NaTType', (datetime.datetime,))
missing = named('pandas._libs.missing', 'NAType', ())
def strict(self, tz): raise TypeError('astimezone() takes exactly one argument')
timestamp = named('pandas._libs.tslibs.timestamps', 'Timestamp', (datetime.datetime,), astimezone=strict)
moment = datetime.datetime(2024, 1, 2, 3, 4, 5)
`;

describe.each(modes)('scalars of NumPy and pandas, by $name', (mode) => {
  const make = (expression: string) => mode.call('make', [`${standIns}\n${expression}`]);
  const local = new Date(2024, 0, 2, 3, 4, 5);

  it.each([
    ['a naive Timestamp', 'timestamp(2024, 1, 2, 3, 4, 5)', local],
    ['a datetime64', 'numpy_datetime(moment)', local],
    ['a datetime64 that is not a time', 'numpy_datetime(None)', null],
    ['NaT', 'missing_time(1, 1, 1)', null],
    ['NA', 'missing()', null],
    ['a float16', 'half()', 1.5],
  ])('%s', async (_what, expression, value) => {
    expectSame(await make(expression), value);
    expectSame(await make(`{'rows': [${expression}] * 2}`), { rows: [value, value] });
  });

  it('a datetime64 far from now says why it is no Date', async () => {
    await expect(make('numpy_datetime(10 ** 18)')).rejects.toMatchObject({
      path: 'result',
      message: expect.stringContaining('cannot become a Date (ValueError'),
    });
  });

  it('a masked array stays in Python: its buffer knows nothing of the mask', async () => {
    expect(await make("masked('b', b'ab')")).toMatchObject(reference);
  });
});

describe.each(modes)('arrays of bytes and booleans, by $name', (mode) => {
  it.each([
    ['bool', '?', "memoryview(bytes([1, 0, 1])).cast('?')"],
    ['uint8', 'B', 'memoryview(bytes([1, 0, 1]))'],
    ['many uint8', 'B', 'memoryview(bytes([1, 0, 1]) * 100_000)'],
  ])('of %s go back as what they were', async (_what, format, source) => {
    const array = await mode.call('make', [source]);
    expect(array).toBeInstanceOf(Uint8Array);
    expect([...array.subarray(0, 3)]).toEqual([1, 0, 1]);
    const condition = `type(value) is memoryview and value.format == '${format}' and value.nbytes == ${array.length}`;
    expect(await mode.call('check', [array, condition])).toBe(true);
    expect(await mode.call('check', [[{ array }], condition.replaceAll('value', "value[0]['array']")])).toBe(
      true,
    );
  });

  it('that JavaScript makes are bytes, also those made of such an array', async () => {
    const array = await mode.call('make', ['memoryview(bytes([1, 0, 1]))']);
    for (const bytes of [new Uint8Array([1, 0, 1]), array.slice(), Buffer.from(array)]) {
      expect(await mode.call('check', [bytes, 'value == bytes([1, 0, 1]) and type(value) is bytes'])).toBe(
        true,
      );
    }
  });
});
