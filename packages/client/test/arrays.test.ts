import { describe, expect, it } from 'vitest';
import { packagesVenv } from '../../../testing/packages-venv.ts';
import { ConversionError, NdArray, ndarray, type PythonError, view, writable } from '../src/index';
import { clientForFile, inProcesses } from './support/client';
import { python } from './support/python';

const venv = packagesVenv(python, ['numpy']);

const source = `
import numpy as np

made = {
    'half': np.array([1.5, -2.0, 65504.0, np.inf], 'f2'),
    'halves': np.array([[1.5, 2.0 ** -24]], 'f2'),
    'complex': np.array([1 + 2j, 3j]),
    'single complex': np.array([[1j]], 'c8'),
    'moments': np.array(['2024-02-29', '1969-12-31'], 'M8[ms]'),
    'spans': np.array([[1, -2]], 'm8[s]'),
    'big-endian moments': np.array([1, 2], '>M8[ns]'),
    'big-endian': np.array([1.5, 2], '>f8'),
    'masked': np.ma.array([1.0, 2, 3], mask=[0, 1, 0]),
    'masked grid': np.ma.array([[1, 2], [3, 4]], 'i2', mask=[[0, 1], [1, 0]]),
    'masked flags': np.ma.array([True, False], mask=[0, 1]),
    'fortran': np.asfortranarray([[1.0, 2], [3, 4]]),
    'backwards': np.arange(3.0)[::-1],
    'flags': np.array([[True, False]]),
}

def make(name): return made[name]
def texts(): return [np.array(['a', 'bcd']), np.array([['x']]), np.ma.array(['a', 'b'], mask=[1, 0]), np.array([b'ab'])]
def scalars(): return [np.array(5), np.array(1.5, 'f2'), np.array('2024-01-01', 'M8[D]'), np.array('NaT', 'M8[s]'), np.array('text')]
def references(): return [np.array([(1, 2.0)], [('a', 'i4'), ('b', 'f8')]), np.array([1, None], object)]
def is_same(name, array):
    same = array == made[name]
    return [type(array).__name__, str(array.dtype), bool(same.all()) and array.shape == made[name].shape]
def describe(array):
    return [type(array).__name__, str(getattr(array, 'dtype', array)), list(array.shape), bool(array.flags.writeable), array.tolist()]
def kind(value): return type(value).__name__
def add(array, n): array += n
def integers(): return [np.arange(3), np.array([[2 ** 53 - 1]], 'u8')]
def unsafe(): return [0, np.array([1, -2 ** 53])]

class Tensor:
    def __init__(self, array, device=1): self.array, self.device = array, device
    def __dlpack__(self, **options): return self.array.__dlpack__(**options)
    def __dlpack_device__(self): return self.device, 0
class Part(Tensor):
    def __dlpack__(self, **options): raise BufferError('requires grad')
def tensors():
    ones = np.ones((2, 2), 'f4')
    return [Tensor(ones), Tensor(ones, 2), Part(ones)]
`;

describe.skipIf('missing' in venv)(
  `arrays of NumPy${'missing' in venv ? `: ${venv.missing}` : ''}`,
  async () => {
    if ('missing' in venv) return;
    const py = await clientForFile({ python: venv.executable });
    const asNumpy = await clientForFile({ python: venv.executable, arrays: 'numpy', int64: 'number' });
    for (const client of [py, asNumpy]) await client.defineModule('arrays', source);

    const float16 = (...numbers: number[]) =>
      'Float16Array' in globalThis
        ? (globalThis as unknown as { Float16Array: typeof Float32Array }).Float16Array.from(numbers)
        : Float32Array.from(numbers);

    const expected: [name: string, value: unknown][] = [
      ['half', float16(1.5, -2, 65504, Infinity)],
      ['halves', new NdArray(float16(1.5, 2 ** -24), [1, 2])],
      ['complex', new NdArray(Float64Array.of(1, 2, 0, 3), [2], 'complex128')],
      ['single complex', new NdArray(Float32Array.of(0, 1), [1, 1], 'complex64')],
      ['moments', new NdArray(BigInt64Array.of(1709164800000n, -86400000n), [2], 'datetime64[ms]')],
      ['spans', new NdArray(BigInt64Array.of(1n, -2n), [1, 2], 'timedelta64[s]')],
      ['big-endian moments', new NdArray(BigInt64Array.of(1n, 2n), [2], 'datetime64[ns]')],
      ['big-endian', Float64Array.of(1.5, 2)],
      ['masked', new NdArray(Float64Array.of(1, 2, 3), [3], 'float64', Uint8Array.of(0, 1, 0))],
      ['masked grid', new NdArray(Int16Array.of(1, 2, 3, 4), [2, 2], 'int16', Uint8Array.of(0, 1, 1, 0))],
      ['masked flags', new NdArray(Uint8Array.of(1, 0), [2], 'bool', Uint8Array.of(0, 1))],
      ['fortran', new NdArray(Float64Array.of(1, 2, 3, 4), [2, 2])],
      ['backwards', Float64Array.of(2, 1, 0)],
      ['flags', new NdArray(Uint8Array.of(1, 0), [1, 2], 'bool')],
    ];

    it.each(expected)('come with all that they say: %s', async (name, value) => {
      expect(await py.call('arrays', 'make', [name])).toEqual(value);
      expect(py.callSync('arrays', 'make', [name])).toEqual(value);
    });

    it.each(expected)('go back as what they were: %s', async (name) => {
      const array = await asNumpy.call<NdArray>('arrays', 'make', [name]);
      const [type, dtype, same] = await asNumpy.call<[string, string, boolean]>('arrays', 'is_same', [
        name,
        array,
      ]);
      expect(same).toBe(true);
      expect(type).toBe(name.startsWith('masked') ? 'MaskedArray' : 'ndarray');
      if (array instanceof NdArray) expect(dtype).toBe(array.dtype);
    });

    it('come as texts, scalars and references, each as it is', async () => {
      expect(await py.call('arrays', 'texts')).toEqual([
        ['a', 'bcd'],
        [['x']],
        [null, 'b'],
        [Buffer.from('ab')],
      ]);
      expect(await py.call('arrays', 'scalars')).toEqual([
        5,
        1.5,
        new Date('2024-01-01T00:00'),
        null,
        'text',
      ]);
      const references = await py.call<unknown[]>('arrays', 'references');
      expect(references.map(String)).toEqual(['<numpy.ndarray>', '<numpy.ndarray>']);
    });

    it('come from tensors that lie in this memory, and can be had', async () => {
      const [tensor, ...others] = await py.call<unknown[]>('arrays', 'tensors');
      expect(tensor).toEqual(new NdArray(Float32Array.of(1, 1, 1, 1), [2, 2]));
      expect(others.map(String)).toEqual(['<arrays.Tensor>', '<arrays.Part>']);
    });

    it('arrive as ndarrays where the option says so, small and large, in every place', async () => {
      const doubles = Float64Array.of(1, 2);
      expect(await asNumpy.call('arrays', 'describe', [doubles])).toEqual([
        'ndarray',
        'float64',
        [2],
        false,
        [1, 2],
      ]);
      expect(asNumpy.callSync('arrays', 'describe', [doubles])).toEqual([
        'ndarray',
        'float64',
        [2],
        false,
        [1, 2],
      ]);
      expect(await asNumpy.call('numpy', 'sum', [new Uint8Array(100_000).fill(2)])).toBe(200_000);
      expect(await asNumpy.call('numpy', 'dot', [new NdArray(doubles, [1, 2]), doubles])).toEqual(
        Float64Array.of(5),
      );
      expect(
        await asNumpy.eval('[type(a).__name__ for a in [x, y[0], z["a"]]]', {
          x: doubles,
          y: [doubles],
          z: { a: doubles },
        }),
      ).toEqual(['ndarray', 'ndarray', 'ndarray']);
      expect(await asNumpy.call('arrays', 'kind', [Buffer.from('ab')])).toBe('bytes');
      expect(await asNumpy.call('arrays', 'kind', [view(Buffer.from('ab'))])).toBe('ndarray');
      asNumpy.registerFunction('halve', (array: Float64Array) => array.map((x) => x / 2));
      expect(
        await asNumpy.eval(
          '(lambda array: [type(array).__name__, array.sum()])(__import__("pyloom").halve(x))',
          { x: doubles },
        ),
      ).toEqual(['ndarray', 1.5]);
      expect(await py.call('arrays', 'kind', [doubles])).toBe('memoryview');
    });

    it('arrive as ndarrays one by one', async () => {
      expect(await py.call('arrays', 'describe', [ndarray(Int8Array.of(1, 2, 3, 4), [2, 2])])).toEqual([
        'ndarray',
        'int8',
        [2, 2],
        false,
        [
          [1, 2],
          [3, 4],
        ],
      ]);
      expect(await py.call('arrays', 'kind', [ndarray(new Float32Array(20_000))])).toBe('ndarray');
      expect(await py.call('arrays', 'describe', [ndarray(Buffer.from([7]))])).toEqual([
        'ndarray',
        'uint8',
        [1],
        false,
        [7],
      ]);
      expect(() => ndarray(new Float64Array(3), [2])).toThrow(RangeError);
      expect(() => ndarray('text' as never)).toThrow(/not 'text'/);
    });

    it.skipIf(inProcesses)('are lent for writing, whatever their size', async () => {
      for (const array of [
        new Float64Array(3),
        new Float64Array(30_000),
        new Float64Array(new SharedArrayBuffer(24)),
      ]) {
        await asNumpy.call('arrays', 'add', [writable(array), 1]);
        asNumpy.callSync('arrays', 'add', [writable(array), 1]);
        await py.call('arrays', 'add', [writable(ndarray(array)), 0.5]);
        expect(array).toEqual(array.map(() => 2.5));
      }
      const bytes = Buffer.from('abc');
      await py.exec('def upper(view): view[:] = bytes(view).upper()');
      await py.call('__main__', 'upper', [writable(bytes)]);
      expect(bytes.toString()).toBe('ABC');
      const refused = (await asNumpy
        .call('arrays', 'add', [new Float64Array(3), 1])
        .catch((error) => error)) as PythonError;
      expect(refused.pythonMessage).toContain('read-only');
    });

    it.runIf(inProcesses)('cannot be lent to a process', async () => {
      await expect(py.call('arrays', 'add', [writable(new Float64Array(3)), 1])).rejects.toThrow(
        ConversionError,
      );
    });

    it('of 64-bit integers are numbers where the option says so, never rounded', async () => {
      expect(await asNumpy.call('arrays', 'integers')).toEqual([
        Float64Array.of(0, 1, 2),
        new NdArray(Float64Array.of(2 ** 53 - 1), [1, 1]),
      ]);
      expect(await py.call('arrays', 'integers')).toEqual([
        BigInt64Array.of(0n, 1n, 2n),
        new NdArray(BigUint64Array.of(2n ** 53n - 1n), [1, 1]),
      ]);
      await expect(asNumpy.call('arrays', 'unsafe')).rejects.toMatchObject({
        code: 'ERR_PYLOOM_CONVERSION',
        path: 'result[1]',
      });
      expect(await asNumpy.call('arrays', 'kind', [1])).toBe('int');
    });
  },
);
