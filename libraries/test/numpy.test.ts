import { kwargs, NdArray, slice, tuple, writable } from '@pyloom/client';
import { expect, it } from 'vitest';
import { describeLibrary, inProcesses } from './library';

describeLibrary('NumPy', async (py) => {
  const np = await py.import('numpy');

  it('makes arrays', async () => {
    expect(await np.arange(5)).toEqual(Float64Array.of(0, 1, 2, 3, 4));
    expect(await np.zeros(tuple(2, 3), kwargs({ dtype: np.float32 }))).toEqual(
      new NdArray(new Float32Array(6), [2, 3], 'float32'),
    );
    expect(await np.array(['a', 'b'])).toEqual(['a', 'b']);
    expect(await np.linspace(0, 1, 5)).toEqual(Float64Array.of(0, 0.25, 0.5, 0.75, 1));
  });

  it('computes with arrays that stay in Python', async () => {
    const a = await np.arange(6).$ref;
    expect(await a.$item(a.$op('>', 3))).toEqual(Float64Array.of(4, 5));
    expect(await a.reshape(2, 3).sum(kwargs({ axis: 0 }))).toEqual(Float64Array.of(3, 5, 7));
    expect(await a.reshape(2, 3).$item(tuple(slice(), slice(1, 3)))).toEqual(
      new NdArray(Float64Array.of(1, 2, 4, 5), [2, 2], 'float64'),
    );
    expect(await a.$op('*', 2).$op('+', a)).toEqual(Float64Array.of(0, 3, 6, 9, 12, 15));
    await a.$setItem(slice(4, null), 9);
    expect(await a.tolist()).toEqual([0, 1, 2, 3, 9, 9]);
    const items: unknown[] = [];
    for await (const item of a) items.push(item);
    expect(items).toEqual([0, 1, 2, 3, 9, 9]);
  });

  it('takes arrays of JavaScript', async () => {
    expect(await np.dot(Float64Array.of(1, 2), Float64Array.of(3, 4))).toBe(11);
    expect(await np.linalg.solve([[3, 1], [1, 2]], [9, 8])).toEqual(Float64Array.of(2, 3)); // biome-ignore format: a matrix
  });

  // A process has memory of its own.
  it.skipIf(inProcesses)('writes into arrays of JavaScript', async () => {
    const numbers = Float32Array.of(3, 1, 2);
    await np.ndarray.sort(writable(numbers));
    expect(numbers).toEqual(Float32Array.of(1, 2, 3));
  });

  it('draws the same numbers for the same seed', async () => {
    const draw = async () => (await np.random.default_rng(42)).normal(kwargs({ size: 3 }));
    expect(await draw()).toEqual(await draw());
  });

  it('calls functions of JavaScript', async () => {
    expect(await np.vectorize((x: number) => x * 2)([1, 2, 3])).toEqual(Float64Array.of(2, 4, 6));
  });

  it('writes files and reads them', async () => {
    const io = await py.import('io');
    const file = await io.BytesIO();
    await np.savez(file, kwargs({ x: Float64Array.of(1, 2), y: [3] }));
    await file.seek(0);
    const archive = await np.load(file);
    expect([await archive.$item('x'), await archive.files]).toEqual([Float64Array.of(1, 2), ['x', 'y']]);
  });

  it('raises its own errors', async () => {
    await expect(np.linalg.inv([[1, 1], [1, 1]])).rejects.toMatchObject({ type: 'LinAlgError' }); // biome-ignore format: a matrix
    await expect(np.zeros(3).reshape(2, 2)).rejects.toThrow(
      /cannot reshape array of size 3 .*\(at numpy\.zeros\(3\)\.reshape\(2, 2\)\)/,
    );
  });

  it('runs on many arrays at once', async () => {
    const sums = await Promise.all(
      Array.from({ length: 100 }, (_, i) => py.call('numpy', 'sum', [Float64Array.of(i, 1)])),
    );
    expect(sums).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  });
});
