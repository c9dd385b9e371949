import { beforeEach, describe, expect, it } from 'vitest';
import { clientForFile, rejection } from './support/client';

/** Python as it is written for erlang_python: nothing in it knows of JavaScript. */
const program = `
import erlang
from erlang import lookup_price, state_get, state_incr, state_set

def double_twice(n):
    return erlang.call('double', erlang.call('double', n))

def total(basket):
    return sum(lookup_price(fruit) * count for fruit, count in basket.items())

def depth(n):
    """Erlang calls it again, which calls Erlang again."""
    return 0 if n == 0 else 1 + erlang.call('go_deeper', n - 1)

def visits(user):
    count = state_incr('visits:' + user)
    state_set('last', user)
    return [count, state_get('last'), erlang.state_get('nobody')]

def counted(times):
    for _ in range(times):
        erlang.state_incr('counter', 2)
    erlang.state_decr('counter')
    return sorted(erlang.state_keys('cou')), state_get('counter')

async def gathered(numbers):
    import asyncio
    return await asyncio.gather(*(erlang.async_call('double', n) for n in numbers))

def safe(n):
    try:
        return erlang.call('fails', n)
    except Exception as error:
        return str(error)

def has(name):
    return hasattr(erlang, name)
`;

const py = await clientForFile({ moduleAliases: ['erlang'] });
await py.defineModule('reentrant', program);

py.registerFunction('double', (n: number) => n * 2);
py.registerFunction('lookup_price', async (fruit: string) => ({ apple: 2, pear: 3 })[fruit]);
py.registerFunction('go_deeper', (n: number) => py.call('reentrant', 'depth', [n]));
py.registerFunction('fails', (n: number) => {
  throw new RangeError(`${n} is too much`);
});

beforeEach(() => py.state.clear());

describe('code written for erlang_python', () => {
  it('calls functions by name, as attributes and by import', async () => {
    expect(await py.call('reentrant', 'double_twice', [10])).toBe(40);
    expect(await py.call('reentrant', 'total', [{ apple: 3, pear: 1 }])).toBe(9);
    expect([
      await py.call('reentrant', 'has', ['double']),
      await py.call('reentrant', 'has', ['nothing']),
    ]).toEqual([true, false]);
  });

  it('is called back to any depth, and each body runs once', async () => {
    expect(await py.call('reentrant', 'depth', [50])).toBe(50);
  });

  it('shares state with every other call', async () => {
    await py.call('reentrant', 'visits', ['ann']);
    expect(await py.call('reentrant', 'visits', ['ann'])).toEqual([2, 'ann', null]);
    expect(py.state.get('visits:ann')).toBe(2);
    expect(await py.call('reentrant', 'counted', [5])).toEqual([['counter'], 9]);
  });

  it('awaits functions side by side', async () => {
    expect(await py.call('reentrant', 'gathered', [[1, 2, 3]])).toEqual([2, 4, 6]);
  });

  it('gets errors as exceptions', async () => {
    expect(await py.call('reentrant', 'safe', [9])).toContain('9 is too much');
    const error = await rejection(py.eval('__import__("erlang").call("nothing")'));
    expect(error.message).toContain("registerFunction('nothing'");
  });
});
