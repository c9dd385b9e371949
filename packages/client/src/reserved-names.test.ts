import { describe, expect, it } from 'vitest';
import { createPython } from './index';
import { reservedNames } from './reserved-names';

describe('the reserved names', () => {
  it('are those that the Python module has', async () => {
    await using py = await createPython();
    const names = await py.eval<string[]>(
      "(lambda p: sorted({n for n in [*vars(p), *p.__all__] if n[0] != '_'}))(__import__('pyloom'))",
    );
    expect([...reservedNames].sort()).toEqual(names);
  });
});
