import { expect, it } from 'vitest';
import { createPython } from '../src/index';

it('refuses host functions by every name that the Python module has itself, and only those', async () => {
  await using py = await createPython();
  const names = await py.eval<string[]>(
    "(lambda p: sorted({n for n in [*vars(p), *p.__all__] if n[0] != '_'}))(__import__('pyloom'))",
  );
  expect(names).toContain('call');
  for (const name of [...names, '_own']) {
    expect(() => py.registerFunction(name, () => {}), name).toThrow(
      expect.objectContaining({
        code: 'ERR_PYLOOM_INVALID_ARGUMENT',
        message: expect.stringContaining(name),
      }),
    );
  }
  py.registerFunction('callee', () => {});
});
