// Memory that JavaScript and Python write to at once, in every mode.
import { describe, expect, it } from 'vitest';
import { type ArrayType, NdArray, writable } from '../../src/index';
import { clientForFile, inProcesses, rejection } from '../support/client';

const source = `
import pyloom

kept = []

def echo(value): return value
def put(array, index, value):
    array[index] = value
    return array
def describe(array): return [type(array).__name__, array.readonly, array.format, list(array.shape), array.tolist()]
def keep(array): kept.append(array)
def kept_item(index): return kept[-1][index]
def put_kept(index, value): kept[-1][index] = value
def give_kept(): return kept.pop()
def halves(array): return [array[: len(array) // 2], array[len(array) // 2 :]]
def every_second(array): return array[::2]
def make(dtype, shape): return pyloom.shared_array(dtype, shape)
def make_and_keep(dtype, shape, value):
    array = pyloom.shared_array(dtype, shape)
    array[0] = value
    kept.append(array)
    return array
def make_bad(dtype, shape):
    try:
        pyloom.shared_array(dtype, shape)
    except Exception as error:
        return f'{type(error).__name__}: {error}'
def ask(array):
    pyloom.fill(array)
    return array[0]
def fork_and_put(array):
    import os
    child = os.fork()
    if child == 0:
        array[0] = 5
        os._exit(0)
    os.waitpid(child, 0)
    return array[0]
def items(array):
    for i in range(3):
        array[0] = i
        yield array
`;

const types: [string, ArrayType<ArrayBufferView>, string][] = [
  ['Int8Array', Int8Array, 'b'],
  ['Uint8Array', Uint8Array, 'B'],
  ['Uint8ClampedArray', Uint8ClampedArray, 'B'],
  ['Int16Array', Int16Array, 'h'],
  ['Uint16Array', Uint16Array, 'H'],
  ['Int32Array', Int32Array, 'i'],
  ['Uint32Array', Uint32Array, 'I'],
  ['BigInt64Array', BigInt64Array, 'q'],
  ['BigUint64Array', BigUint64Array, 'Q'],
  ['Float32Array', Float32Array, 'f'],
  ['Float64Array', Float64Array, 'd'],
  ['DataView', DataView, 'B'],
];

describe('a shared array', async () => {
  const py = await clientForFile();
  await py.defineModule('shared_arrays', source);
  await py.exec(source);
  /** At home, where what is kept stays at hand. */
  const call = <T = Float64Array>(name: string, ...values: unknown[]) => py.call<T>('__main__', name, values);

  it('is written to by both sides, however small or large it is', async () => {
    for (const length of [1, 3, 1000, 1_000_000]) {
      const array = await py.sharedArray(Float64Array, length);
      expect(array).toBeInstanceOf(Float64Array);
      expect([array.length, array.buffer.byteLength, array[0]]).toEqual([length, 8 * length, 0]);
      await call('put', array, length - 1, 1.5);
      expect(array[length - 1]).toBe(1.5);
      array[0] = 2.5;
      expect(await call('describe', array.subarray(0, 1))).toEqual(['memoryview', false, 'd', [1], [2.5]]);
    }
  });

  it.each(types)('is of any type: %s', async (_name, type, format) => {
    const array = await py.sharedArray(type, 2);
    expect(array.constructor).toBe(type);
    expect(await call('describe', array)).toEqual(['memoryview', false, format, [2], [0, 0]]);
    expect((await call('echo', array)).buffer).toBe(array.buffer);
  });

  it('comes back as the same buffer, and so does each part of it', async () => {
    const array = await py.sharedArray(Int32Array, 8);
    expect((await call('echo', array)).buffer).toBe(array.buffer);
    const part = await call<Int32Array>('put', array.subarray(2, 6), 0, 7);
    expect([part.buffer === array.buffer, part.byteOffset, part.length]).toEqual([true, 8, 4]);
    const halves = await call<Int32Array[]>('halves', array);
    expect(halves.map(({ buffer, byteOffset }) => [buffer === array.buffer, byteOffset])).toEqual([
      [true, 0],
      [true, 16],
    ]);
    const nested = await call<{ in: [Int32Array] }>('echo', { in: [array] });
    expect(nested.in[0].buffer).toBe(array.buffer);
    expect(py.callSync<Int32Array>('__main__', 'put', [array, 0, 3]).buffer).toBe(array.buffer);
    expect(array[0]).toBe(3);
    // What does not lie in one piece is a copy, as of any array.
    expect((await call('every_second', array)).buffer).not.toBe(array.buffer);
  });

  it('is written to through whichever view of its buffer is sent', async () => {
    const array = await py.sharedArray(Float64Array, 4);
    const { buffer } = array;
    const bytes = new Uint8Array(buffer);
    for (const [i, view] of [buffer, Buffer.from(buffer), bytes, new DataView(buffer)].entries()) {
      await call('put', view, i, i + 1);
      expect(bytes[i]).toBe(i + 1);
    }
    const table = await call<NdArray>('echo', new NdArray(array, [2, 2]));
    expect([table.shape, table.data.buffer === buffer]).toEqual([[2, 2], true]);
    await call('put', writable(array), 3, 9);
    expect(array[3]).toBe(9);
  });

  it('is one memory in all lanes at once', async () => {
    const counts = await py.sharedArray(Uint32Array, 64);
    const calls = Array.from(counts, (_, i) => ['shared_arrays', 'put', [counts, i, i + 1]] as const);
    for (const { status } of await py.parallel(calls)) expect(status).toBe('fulfilled');
    expect([...counts]).toEqual(Array.from(counts, (_, i) => i + 1));
  });

  it('is kept by Python, and seen by it for as long', async () => {
    const array = await py.sharedArray(Float64Array, 4);
    await call('keep', array);
    array[2] = 7;
    expect(await call('kept_item', 2)).toBe(7);
    await call('put_kept', 3, 8);
    expect(array[3]).toBe(8);
    expect((await call('give_kept')).buffer).toBe(array.buffer);
  });

  it('goes to host functions and comes from them', async () => {
    const array = await py.sharedArray(Float64Array, 2);
    const given: unknown[] = [];
    py.registerFunction('fill', (argument: Float64Array) => {
      given.push(argument.buffer);
      argument[0] = 42;
    });
    expect(await call('ask', array)).toBe(42);
    expect(given[0]).toBe(array.buffer);
    expect(await py.eval('make()[0]', { make: () => array })).toBe(42);
  });

  it('is what a stream gives', async () => {
    const array = await py.sharedArray(Float64Array, 2);
    for await (const item of py.stream<Float64Array>('shared_arrays', 'items', [array])) {
      expect(item.buffer).toBe(array.buffer);
    }
    expect(array[0]).toBe(2);
  });

  it('is made by Python as well, of one dimension and of more', async () => {
    const made = await call('make_and_keep', 'float64', 3, 1.5);
    expect(made).toEqual(Float64Array.of(1.5, 0, 0));
    made[1] = 4;
    expect(await call('kept_item', 1)).toBe(4);
    await call('put_kept', 2, 5);
    expect(made[2]).toBe(5);
    expect((await call('give_kept')).buffer).toBe(made.buffer);
    const table = await py.eval<NdArray>('make("i", (2, 3))');
    expect([table.shape, table.data]).toEqual([[2, 3], new Int32Array(6)]);
    expect((await call<NdArray>('echo', table)).data.buffer).toBe(table.data.buffer);
    // And of a lane that is not home.
    const other = await py.call<Float64Array>('shared_arrays', 'make_and_keep', ['float64', 2, 1]);
    await call('put', other, 1, 2);
    expect([...other]).toEqual([1, 2]);
  });

  it.runIf(process.platform === 'linux')('is seen by isolated contexts and from there', async () => {
    const array = await py.sharedArray(Float64Array, 4);
    const session = await py.context({ isolated: true });
    await session.exec(source);
    const part = await session.call<Float64Array>('__main__', 'put', [array.subarray(1), 0, 3]);
    expect([part.buffer === array.buffer, array[1]]).toEqual([true, 3]);
    const made = await session.call<Float64Array>('__main__', 'make_and_keep', ['d', 2, 6]);
    await call('put', made, 1, 7);
    expect(await session.call('__main__', 'kept_item', [1])).toBe(7);
    await session.close();
    expect([...made]).toEqual([6, 7]);
    const next = await py.context({ isolated: true });
    await next.exec(source);
    await next.call('__main__', 'put', [made, 0, 8]);
    await next.close();
    expect(made[0]).toBe(8);
  });

  // Elsewhere the whole of Node would be forked.
  it.runIf(inProcesses)('is shared with processes that Python forks', async () => {
    const array = await py.sharedArray(Float64Array, 1);
    expect(await call('fork_and_put', array)).toBe(5);
    expect(array[0]).toBe(5);
  });

  it('is an ordinary array where nothing is shared', async () => {
    expect(await py.sharedArray(Float32Array, 0)).toEqual(new Float32Array());
    const array = await py.sharedArray(Uint8Array, 3);
    py.state.set('array', array);
    array[0] = 1;
    expect(py.state.get('array')).toEqual(Buffer.alloc(3));
    expect(structuredClone(array).buffer).not.toBe(array.buffer);
  });

  it('refuses other types and lengths', async () => {
    for (const type of [undefined, Array, Buffer, ArrayBuffer, 'Float64Array', new Uint8Array(1), class {}]) {
      const error = await rejection(py.sharedArray(type as never, 1));
      expect([error.name, error.code]).toEqual(['TypeError', 'ERR_PYLOOM_INVALID_ARGUMENT']);
      expect(error.message).toMatch(
        /^type must be the class of a typed array, such as Float64Array, or DataView, not /,
      );
    }
    for (const length of [-1, 1.5, Number.NaN, 2 ** 32, Infinity]) {
      const error = await rejection(py.sharedArray(Uint8Array, length));
      expect([error.name, error.code]).toEqual(['RangeError', 'ERR_PYLOOM_INVALID_ARGUMENT']);
      expect(error.message).toBe(`length must be an integer from 0 to 4294967295, not ${length}`);
    }
    expect(await rejection(py.sharedArray(Uint8Array, '3' as never))).toMatchObject({ name: 'TypeError' });
  });

  it('is made by Python of such types and lengths alone', async () => {
    const bad = (dtype: unknown, shape: unknown) => call<string>('make_bad', dtype, shape);
    expect(await bad('O', 1)).toMatch(/^ValueError: dtype must be one of int8, .*, not 'O'$/);
    expect(await bad(8, 1)).toMatch(/^ValueError: .*, not 8$/);
    expect(await bad('d', 0)).toBe('ValueError: shape must be of lengths of at least 1, not 0');
    expect(await bad('d', 1.5)).toBe('TypeError: shape must be a length or a tuple of lengths, not 1.5');
    expect(await bad('d', 2n ** 59n)).toMatch(
      /^MemoryError: 4611686018427387904 bytes: shared memory cannot be /,
    );
  });
});
