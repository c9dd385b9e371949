import { describe, expect, it } from 'vitest';
import { packagesVenv } from '../../../../testing/packages-venv.ts';
import { NdArray, ndarray } from '../../src/index';
import { clientForFile } from '../support/client';
import { python } from '../support/python';

const venv = packagesVenv(python, ['numpy']);

describe.skipIf('missing' in venv)(
  `shared arrays of NumPy${'missing' in venv ? `: ${venv.missing}` : ''}`,
  async () => {
    if ('missing' in venv) return;
    const py = await clientForFile({ python: venv.executable, arrays: 'numpy' });
    await py.defineModule(
      'shared_numpy',
      `
import numpy as np
import pyloom

def describe(array): return [type(array).__name__, array.dtype.name, list(array.shape), array.flags.writeable]
def double(array):
    array *= 2
    return array
def corner(array): return array[1:, :]
def make(): return np.asarray(pyloom.shared_array(np.float32, (2, 3)))
def make_of(dtype): return np.asarray(pyloom.shared_array(dtype, 2)).dtype.name
`,
    );
    const call = <T>(name: string, ...values: unknown[]) => py.call<T>('shared_numpy', name, values);

    it('are ndarrays that can be written to, on the same memory', async () => {
      for (const type of [Float64Array, Uint8Array, Int16Array]) {
        const array = await py.sharedArray<Float64Array | Uint8Array | Int16Array>(type, 6);
        array.fill(3);
        const name = type.name.replace('Array', '').toLowerCase();
        expect(await call('describe', array)).toEqual(['ndarray', name, [6], true]);
        const back = await call<Float64Array>('double', array);
        expect([back.buffer === array.buffer, array[5]]).toEqual([true, 6]);
        const table = ndarray(array.subarray(2), [2, 2]);
        expect(await call('describe', table)).toEqual(['ndarray', name, [2, 2], true]);
        expect((await call<NdArray>('double', table)).data.buffer).toBe(array.buffer);
        expect([...array]).toEqual([6, 6, 12, 12, 12, 12]);
        const part = await call<NdArray>('corner', new NdArray(array, [3, 2]));
        expect([part.data.buffer === array.buffer, part.data.byteOffset]).toEqual([
          true,
          2 * array.BYTES_PER_ELEMENT,
        ]);
      }
    });

    it('are made by Python, by whatever names a dtype', async () => {
      const table = await call<NdArray>('make');
      expect([table.shape, table.data]).toEqual([[2, 3], new Float32Array(6)]);
      (table.data as Float32Array).fill(1);
      expect((await call<NdArray>('double', table)).data).toEqual(new Float32Array(6).fill(2));
      for (const dtype of ['bool', 'int8', 'uint64', 'float32'])
        expect(await call('make_of', dtype)).toBe(dtype);
      expect(
        await py.eval('shared_numpy.make_of(numpy.dtype("i2"))', {
          shared_numpy: py.module('shared_numpy'),
          numpy: py.module('numpy'),
        }),
      ).toBe('int16');
    });
  },
);
