import { describe, expect, it } from 'vitest';
import { clientForFile, rejection } from '../support/client';

const py = await clientForFile();

describe('modules of a context', () => {
  it('are those of its interpreter, imported with their first use', async () => {
    await using context = await py.context();
    // biome-ignore lint/suspicious/noExplicitAny: as untyped callers use it
    const math = context.module<any>('math');
    expect(await math.sqrt(16)).toBe(4);
    expect(await math.pi).toBe(Math.PI);
    expect(
      await context.eval("__import__('sys').modules['math'] is math", {
        math: await context.eval('__import__("math")'),
      }),
    ).toBe(true);
    expect(String(math)).toBe('<module math>');
  });

  it('are imported at once by import(), which rejects if there is none', async () => {
    await using context = await py.context();
    // biome-ignore lint/suspicious/noExplicitAny: as untyped callers use it
    const decimal = await context.import<any>('decimal');
    const one = await decimal.Decimal('1.5');
    expect(await context.eval('type(one).__name__', { one })).toBe('Decimal');
    expect(await rejection(context.import('no_such_module'))).toMatchObject({ type: 'ModuleNotFoundError' });
    expect(await rejection(context.import(''))).toMatchObject({ code: 'ERR_PYLOOM_INVALID_ARGUMENT' });
    expect(() => context.module('')).toThrow("not ''");
  });

  it('are the context itself under the name __main__', async () => {
    await using context = await py.context();
    await using other = await py.context();
    await context.exec('def double(x): return 2 * x * factor\nfactor = 1');
    // biome-ignore lint/suspicious/noExplicitAny: as untyped callers use it
    const main = context.module<any>('__main__');
    await main.$set('factor', 10);
    expect(await main.double(2)).toBe(40);
    expect(await main.factor).toBe(10);
    expect(await rejection(other.module<typeof main>('__main__').factor)).toMatchObject({
      type: 'AttributeError',
    });
    expect(await rejection(py.eval('factor'))).toMatchObject({ type: 'NameError' });
    // As an argument each is what it stands for, there.
    expect(await context.eval('[f(3), m.factor]', { f: main.double, m: main })).toEqual([60, 10]);
  });

  it('tell what to do about one that refuses its interpreter, as import does', async () => {
    await using context = await py.context();
    await rejection(context.import('_no_such_extension'));
    const name = await context.eval<string>('__name__');
    expect(name).not.toBe('__main__');
    expect(await context.call(name, '__str__')).toContain(name);
  });
});

describe('classes of a context', () => {
  it.each([{ home: false }, { home: true }])('are those of a module, %o', async (options) => {
    await using context = await py.context(options);
    await using other = await py.context(options);
    const source = `
      from __future__ import annotations
      import dataclasses, pickle, typing

      @dataclasses.dataclass
      class Q:
          x: int
          next: typing.Optional[Q] = None
          limit: typing.ClassVar[int] = 3
    `;
    await Promise.all([context.exec(source), other.exec(source)]);
    for (const each of [context, other]) {
      expect(await each.eval('[field.name for field in dataclasses.fields(Q)]')).toEqual(['x', 'next']);
      expect(await each.eval('pickle.loads(pickle.dumps(Q(1, Q(2)))).next.x')).toBe(2);
      expect(await each.eval("typing.get_type_hints(Q)['next'] == typing.Optional[Q]")).toBe(true);
    }
  });
});
