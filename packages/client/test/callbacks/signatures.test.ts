import { expect, it } from 'vitest';
import { inEveryMode } from './support/clients';

const source = `
import functools, inspect, pickle

def look(function):
    wrapper = functools.wraps(function)(lambda: None)
    return [function.__name__, str(inspect.signature(function)), repr(function), wrapper.__qualname__, callable(function)]

def look_at_host():
    import pyloom
    return look(pyloom.add)

def dump(function):
    pickle.dumps(function)

kept = []
def keep(function): kept.append(function)
def look_at_kept(): return look(kept.pop())

async def look_in_a_coroutine(function): return look(function)

def in_parts(function): return functools.partial(function, 1)(2)
`;

inEveryMode((open) => {
  async function client() {
    const python = await open();
    await python.defineModule('signatures', source);
    return python;
  }

  function objective(x: number, a: number, b = 1) {
    return x * a + b;
  }
  const seen = ['objective', '(x, a, b=Ellipsis, /)', '<JavaScript function objective>', 'objective', true];

  it('has the name and the parameters that it has in JavaScript', async () => {
    const py = await client();
    expect(await py.call('signatures', 'look', [objective])).toEqual(seen);
    expect(await py.call('signatures', 'look_in_a_coroutine', [objective])).toEqual(seen);
    expect(py.callSync('signatures', 'look', [objective])).toEqual(seen);
  });

  it('has them after its call as well', async () => {
    const py = await client();
    await py.call('signatures', 'keep', [objective]);
    expect(await py.call('signatures', 'look_at_kept')).toEqual(seen);
  });

  it('takes any arguments where its parameters are not known', async () => {
    const py = await client();
    const bound = objective.bind(null, 1);
    expect(await py.call('signatures', 'look', [bound])).toEqual(
      expect.arrayContaining(['bound objective', '(*args)']),
    );
    const pattern = ({ x }: { x: number }, ...rest: number[]) => x + rest.length;
    expect(await py.call('signatures', 'look', [pattern])).toEqual(
      expect.arrayContaining(['pattern', '(arg0, /, *rest)']),
    );
  });

  it('is known by its name when it is registered', async () => {
    const py = await client();
    py.registerFunction('add', (left: number, right: number) => left + right);
    expect(await py.call('signatures', 'look_at_host')).toEqual([
      'add',
      '(left, right, /)',
      '<JavaScript function add>',
      'add',
      true,
    ]);
  });

  it('says why it cannot be pickled, and can be called in parts', async () => {
    const py = await client();
    await expect(py.call('signatures', 'dump', [objective])).rejects.toThrow(
      'the JavaScript function objective cannot be pickled: it lives in this process alone',
    );
    expect(await py.call('signatures', 'in_parts', [objective])).toBe(3);
  });
});
