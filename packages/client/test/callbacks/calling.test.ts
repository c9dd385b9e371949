import { expect, it } from 'vitest';
import { inEveryMode } from './support/clients';

const source = `
import pyloom

def three_ways(a, b):
    from pyloom import add
    return [pyloom.call('add', a, b), pyloom.add(a, b), add(a, b)]

def has(name):
    return hasattr(pyloom, name)

def call(name, *args, **kwargs):
    return pyloom.call(name, *args, **kwargs)

def attribute(name, *args, **kwargs):
    return getattr(pyloom, name)(*args, **kwargs)

def unknown_call():
    try:
        pyloom.call('nobody', 1)
    except LookupError as error:
        return [type(error).__name__, isinstance(error, pyloom.UnknownFunctionError), str(error)]

def unknown_attribute():
    try:
        pyloom.nobody
    except AttributeError as error:
        return str(error)

def unknown_import():
    try:
        from pyloom import nobody
    except ImportError as error:
        return str(error)

kept = None

def keep(name):
    global kept
    kept = getattr(pyloom, name)

def call_kept():
    return kept()

def wrong_name():
    try:
        pyloom.call(5)
    except TypeError as error:
        return str(error)

def no_name():
    try:
        pyloom.call()
    except TypeError as error:
        return str(error)
`;

inEveryMode((open) => {
  it('is called by name, as an attribute and after an import', async () => {
    const python = await open();
    await python.defineModule('calling', source);
    python.registerFunction('add', (a: number, b: number) => a + b);
    expect(await python.call('calling', 'three_ways', [2, 3])).toEqual([5, 5, 5]);
  });

  it('is an attribute only while it is registered', async () => {
    const python = await open();
    await python.defineModule('calling', source);
    expect(await python.call('calling', 'has', ['fleeting'])).toBe(false);
    python.registerFunction('fleeting', () => 1);
    expect(await python.call('calling', 'has', ['fleeting'])).toBe(true);
    expect(python.unregisterFunction('fleeting')).toBe(true);
    expect(await python.call('calling', 'has', ['fleeting'])).toBe(false);
    expect(python.unregisterFunction('fleeting')).toBe(false);
  });

  it('is replaced by another of its name, also where Python has it already', async () => {
    const python = await open();
    await python.defineModule('calling', source);
    python.registerFunction('version', () => 1);
    const context = await python.context();
    await context.call('calling', 'keep', ['version']);
    expect(await context.call('calling', 'call_kept')).toBe(1);
    python.registerFunction('version', () => 2);
    expect(await context.call('calling', 'call_kept')).toBe(2);
    python.unregisterFunction('version');
    await expect(context.call('calling', 'call_kept')).rejects.toMatchObject({
      type: 'UnknownFunctionError',
    });
  });

  it('says what to do about a name that nobody registered', async () => {
    const python = await open();
    await python.defineModule('calling', source);
    expect(await python.call('calling', 'unknown_call')).toEqual([
      'UnknownFunctionError',
      true,
      "no JavaScript function is registered as 'nobody'; register it with registerFunction('nobody', ...)",
    ]);
    expect(await python.call('calling', 'unknown_attribute')).toContain("has no attribute 'nobody'");
    expect(await python.call('calling', 'unknown_attribute')).toContain(
      'no JavaScript function is registered',
    );
    expect(await python.call('calling', 'unknown_import')).toContain("cannot import name 'nobody'");
    expect(await python.call('calling', 'wrong_name')).toContain('must be a str');
    expect(await python.call('calling', 'no_name')).toContain('needs the name');
  });

  it('gets keyword arguments as a last object, and none when there are none', async () => {
    const python = await open();
    await python.defineModule('calling', source);
    python.registerFunction('echo', (...args: unknown[]) => args);
    expect(await python.call('calling', 'call', ['echo', 1], { kwargs: { b: 2, ünïcode: null } })).toEqual([
      1,
      { b: 2, ünïcode: null },
    ]);
    expect(await python.call('calling', 'call', ['echo', 1])).toEqual([1]);
    expect(await python.call('calling', 'attribute', ['echo'], { kwargs: { only: true } })).toEqual([
      { only: true },
    ]);
    expect(await python.call('calling', 'attribute', ['echo'])).toEqual([]);
  });

  it('carries values of every kind there and back', async () => {
    const python = await open();
    await python.defineModule('calling', source);
    python.registerFunction('echo', (value: unknown) => value);
    const values = [
      null,
      true,
      -1,
      2.5,
      2n ** 70n,
      'text \ud800',
      Buffer.from('bytes'),
      [1, [2, { three: 3 }]],
      new Map<unknown, unknown>([[1, 'one']]),
      new Set([1, 2]),
      new Date(86_400_000),
      new Float64Array([1, 2, 3]),
      'x'.repeat(100_000),
      Buffer.alloc(200_000, 7),
    ];
    for (const value of values) expect(await python.call('calling', 'call', ['echo', value])).toEqual(value);
  });

  it('refuses the names of the module pyloom itself', async () => {
    const python = await open();
    const names = (await python.eval("[name for name in dir(__import__('pyloom'))]")) as string[];
    expect(names).toContain('call');
    for (const name of [...names, 'call_async', 'Span', 'trace', 'setup_logging', '__path__', '_errors']) {
      expect(() => python.registerFunction(name, () => 1), name).toThrow(
        expect.objectContaining({ code: 'ERR_PYLOOM_INVALID_ARGUMENT' }),
      );
    }
    expect(await python.eval("hasattr(__import__('pyloom'), '__wrapped__')")).toBe(false);
  });

  it('belongs to the client that registered it', async () => {
    const [one, other] = await Promise.all([open(), open()]);
    await one.defineModule('calling', source);
    one.registerFunction('who', () => 'one');
    other.registerFunction('who', () => 'other');
    other.registerFunction('mine', () => 'mine');
    expect(await one.call('calling', 'call', ['who'])).toBe('one');
    expect(await other.call('calling', 'call', ['who'])).toBe('other');
    expect(await one.call('calling', 'has', ['mine'])).toBe(false);
  });
});
