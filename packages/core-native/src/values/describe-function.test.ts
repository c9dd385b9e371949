import { describe, expect, it } from 'vitest';
import { describeFunction } from './describe-function';

describe('describeFunction', () => {
  it.each<[string, string[] | null]>([
    ['function f(a, b) {}', ['a', 'b']],
    ['(a) => a', ['a']],
    ['a => a', ['a']],
    ['async x$ => x$', ['x$']],
    ['async (a, b) => a', ['a', 'b']],
    ['() => 1', []],
    ['function* g(a /* the, first */, b = "x, y", ...rest) {}', ['a', 'b?', '...rest']],
    ['(a, { b, c }, [d, e] = [1, 2], f = g(1, 2)) => a', ['a', '', '?', 'f?']],
    ['({ a } = {}, b) => a', ['?', 'b']],
    ['(a, // the first\n b) => a', ['a', 'b']],
    ['(größe) => größe', ['größe']],
    ['class A { constructor(a) {} }', null],
    ['Math.max', null],
    ['(function (a) {}).bind(null)', null],
  ])('reads the parameters of %s', (source, expected) => {
    const [, parameters] = describeFunction(new Function(`return ${source}`)());
    const marks = { required: '', optional: '?', rest: '' };
    const shown =
      parameters?.map(([name, kind]) => (kind === 'rest' ? `...${name}` : `${name}${marks[kind]}`)) ?? null;
    expect(shown).toEqual(expected);
  });

  it('reads methods, and names', () => {
    const object = {
      add(a: number, b: number) {
        return a + b;
      },
      get: (key: string) => key,
    };
    expect(describeFunction(object.add)).toEqual([
      'add',
      [
        ['a', 'required'],
        ['b', 'required'],
      ],
    ]);
    expect(describeFunction(object.get)).toEqual(['get', [['key', 'required']]]);
    expect(describeFunction(undefined)).toEqual(['', null]);
  });
});
