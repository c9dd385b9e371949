import { NdArray } from '@pyloom/client';
import { expect, it } from 'vitest';
import { describeLibrary } from './library';

describeLibrary('SciPy', async (py) => {
  const [optimize, stats, sparse] = await Promise.all([
    py.import('scipy.optimize'),
    py.import('scipy.stats'),
    py.import('scipy.sparse'),
  ]);

  it('minimizes a function of JavaScript', async () => {
    const result = await optimize.minimize(
      ([x, y]: number[]) => ((x ?? 0) - 3) ** 2 + ((y ?? 0) + 1) ** 2,
      [0, 0],
    );
    expect(result.success).toBe(true);
    expect([...result.x].map((x: number) => x.toFixed(4))).toEqual(['3.0000', '-1.0000']);
    expect(await optimize.brentq((x: number) => x * x - 2, 0, 2)).toBeCloseTo(Math.SQRT2);
  });

  it('fits a function of Python', async () => {
    await py.defineModule('lines', 'def line(x, a, b): return a * x + b');
    const [fitted] = await optimize.curve_fit((await py.import('lines')).line, [0, 1, 2], [1, 3, 5]);
    expect(fitted).toEqual(Float64Array.of(2, 1));
  });

  it('has distributions, tests and sparse matrices', async () => {
    expect(await stats.norm.cdf(0)).toBe(0.5);
    expect(await stats.ttest_ind([1, 2, 3], [1, 2, 4]).pvalue).toBeCloseTo(0.7676, 4);
    const matrix = await sparse.csr_matrix([[1, 0], [0, 2]]); // biome-ignore format: a matrix
    expect(await matrix.$op('@', matrix).toarray()).toEqual(
      new NdArray(Float64Array.of(1, 0, 0, 4), [2, 2], 'float64'),
    );
  });
});
