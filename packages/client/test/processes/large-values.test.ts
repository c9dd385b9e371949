// Values of 64 KB and more, which go in memory that both processes see, and that is used again and again.
import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { type Python, view } from '../../src/index';
import { clientsForTests, eventually, rejection } from '../support/client';
import { bytesOfValues, ofProcesses } from '../support/of-processes';
import { python } from '../support/python';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const source = `
import array, ctypes, os, re, threading

kept = []

def echo(value):
    return value

def copy(value):
    return type(value)(value) if isinstance(value, (bytes, bytearray)) else array.array(value.format, value.tobytes())

def is_shared(value):
    """Whether it lies in the memory that both processes see."""
    fields = (ctypes.c_void_p * 16)()
    ctypes.pythonapi.PyObject_GetBuffer(ctypes.py_object(value), fields, 0)
    try:
        return any(begin <= fields[0] < end for begin, end in shared_memory())
    finally:
        ctypes.pythonapi.PyBuffer_Release(fields)

def shared_memory():
    for line in open('/proc/self/maps'):
        if '/memfd:pyloom-values ' in line:
            yield [int(each, 16) for each in line.split()[0].split('-')]

def keep(value):
    kept.append(value)
    return is_shared(value)

def first_bytes():
    return [value[0] for value in kept]

def drop():
    kept.clear()

def make_and_keep(size):
    kept.append(array.array('B', bytes([7]) * size))
    return kept[-1]

def is_as_made():
    return all(set(value) == {7} for value in kept)

def show_to_fork(value):
    """A forked child that looks at the value once this process has let go of it."""
    go, done = os.pipe(), os.pipe()
    if os.fork() == 0:
        os.read(go[0], 1)
        os.write(done[1], bytes(value[:1]) + bytes(value[-1:]))
        os._exit(0)
    def ask():
        os.write(go[1], b'.')
        return list(os.read(done[0], 2))
    kept.append(ask)

def ask_fork():
    return kept.pop()()
`;

const megabyte = 1 << 20;
const filled = (byte: number, size = megabyte) => Buffer.alloc(size, byte);
const isFilled = (bytes: Uint8Array, byte: number, size = megabyte) => filled(byte, size).equals(bytes);

describe.runIf(process.platform === 'linux')('large values of processes', () => {
  const open = clientsForTests();

  async function client(numProcesses = 1): Promise<Python> {
    const py = await open({ mode: 'process', numProcesses, process: { maxRestarts: 1000 } });
    await py.defineModule('large_values', source);
    return py;
  }
  const call = <T>(py: Python, name: string, ...values: unknown[]) =>
    py.call<T>('large_values', name, values);

  const threshold = 64 << 10;
  it.each([threshold - 8, threshold, threshold + 8, 5 * threshold])(
    'are the same on both sides: %d bytes',
    async (size) => {
      const py = await client();
      const bytes = Buffer.from(Uint8Array.from({ length: size }, (_, i) => (i * 31) ^ (i >> 8)));
      const own = new Uint8Array(bytes).buffer;
      for (const value of [bytes, new Float64Array(own), new Int16Array(own), new BigUint64Array(own)]) {
        for (const name of ['echo', 'copy']) {
          const back = await call<typeof value>(py, name, value);
          expect(back.constructor).toBe(value.constructor);
          expect(Buffer.from(back.buffer, back.byteOffset, back.byteLength).equals(bytes)).toBe(true);
        }
      }
      const many = await call<Buffer[]>(py, 'echo', [bytes, { bytes }.bytes, view(bytes)]);
      for (const each of many) expect(bytes.equals(each)).toBe(true);
      expect(bytes.equals(py.callSync('large_values', 'echo', [bytes]) as Buffer)).toBe(true);
    },
  );

  it('may be larger than the shared memory', async () => {
    const py = await client();
    const size = 65 * megabyte;
    expect(isFilled(await call(py, 'echo', filled(3, size)), 3, size)).toBe(true);
  });

  it('lie where Python reads them, and it cannot write there', async () => {
    const py = await client();
    const numbers = new Float64Array(megabyte / 8);
    expect(await call(py, 'is_shared', numbers)).toBe(true);
    expect(await call(py, 'is_shared', numbers.subarray(1000))).toBe(true);
    expect(await call(py, 'is_shared', numbers.subarray(0, 1000))).toBe(false);
    const error = await rejection(py.call('operator', 'setitem', [numbers, 0, 7]));
    expect(error.message).toContain('cannot modify read-only memory');
  });

  it('are JavaScript’s own: what it writes there Python does not see, nor the other way round', async () => {
    const py = await client();
    for (let i = 0; i < 3; i++) {
      const bytes = await call<Uint8Array>(py, 'make_and_keep', megabyte);
      expect(isFilled(bytes, 7)).toBe(true);
      bytes.fill(1);
      expect(await call(py, 'is_as_made')).toBe(true);
      expect(isFilled(bytes, 1)).toBe(true);
    }
  });

  it('go on to be right while JavaScript keeps more of them than there is shared memory', async () => {
    const py = await client();
    const held: Buffer[] = [];
    for (let i = 0; i < 150; i++) held.push(await call(py, 'echo', filled(i)));
    expect(held.every((bytes, i) => isFilled(bytes, i))).toBe(true);
    const kept = held.filter((_, i) => i % 3 === 0);
    held.length = 0;
    for (let i = 0; i < 100; i++) {
      if (i % 20 === 0) collectGarbage();
      expect(isFilled(await call(py, 'echo', filled(200 + (i % 50))), 200 + (i % 50))).toBe(true);
    }
    expect(kept.every((bytes, i) => isFilled(bytes, 3 * i))).toBe(true);
  });

  it('go on to be right while Python keeps more of them than that; the memory is used again', async () => {
    const py = await client();
    const shared: boolean[] = [];
    for (let i = 0; i < 100; i++) shared.push(await call(py, 'keep', view(filled(i))));
    expect(shared[0]).toBe(true);
    expect(shared.at(-1)).toBe(false);
    expect(await call(py, 'first_bytes')).toEqual(Array.from({ length: 100 }, (_, i) => i));
    await call(py, 'drop');
    for (let i = 0; i < 300; i++) expect(await call(py, 'is_shared', view(filled(i)))).toBe(true);
  });

  it('outlive their processes, and nothing else of the memory does', async () => {
    const py = await client();
    const held: Buffer[] = [];
    for (let i = 0; i < 10; i++) {
      for (const size of [megabyte, 2 * megabyte]) held.push(await call(py, 'echo', filled(i, size)));
      held.splice(-1, 1);
      await rejection(py.call('os', 'abort'));
    }
    await py.close();
    await eventually(() => ofProcesses().descriptors.length === 0, 'no descriptor is left');
    expect(held.every((bytes, i) => isFilled(bytes, i))).toBe(true);
    for (const bytes of held) bytes.fill(9);
    expect(held.every((bytes) => isFilled(bytes, 9))).toBe(true);
    await eventually(() => {
      collectGarbage();
      return bytesOfValues() === held.length * megabyte;
    }, 'what is held is all that is left');
    held.length = 0;
    await eventually(() => {
      collectGarbage();
      return bytesOfValues() <= megabyte; // the last one may be in a register still
    }, 'nothing is left');
  });

  it('are not written over while a forked child of Python may see them', async () => {
    const py = await client();
    await call(py, 'show_to_fork', view(filled(5)));
    for (let i = 0; i < 100; i++) await call(py, 'is_shared', view(filled(6)));
    expect(await call(py, 'ask_fork')).toEqual([5, 5]);
  });

  it.each(['terminate', 'close', 'exit'])('of a worker thread end with it: %s', async (end) => {
    const worker = new Worker(new URL('../fixtures/keep-large-values.mjs', import.meta.url), {
      workerData: { python: python.executable, end },
    });
    const ended = once(worker, 'exit');
    if (end !== 'exit') await once(worker, 'message');
    if (end === 'terminate') await worker.terminate();
    await ended;
    await eventually(() => {
      collectGarbage();
      return bytesOfValues() === 0 && Object.values(ofProcesses()).flat().length === 0;
    }, 'nothing is left of it');
  });

  it('cross beside each other on many lanes', async () => {
    const py = await client(4);
    const values = Array.from({ length: 300 }, (_, i) => filled(i, (i % 7) * 50_000 + 1));
    const back = await Promise.all(values.map((value) => call<Buffer>(py, 'echo', value)));
    expect(back.every((bytes, i) => values[i]?.equals(bytes))).toBe(true);
  });

  it('go another way where a process may not have so many addresses', async () => {
    const py = await open({ mode: 'process', numProcesses: 1, process: { rlimits: { as: 2 ** 31 } } });
    await py.defineModule('large_values', source);
    expect(await call(py, 'is_shared', view(filled(1)))).toBe(false);
    expect(isFilled(await call(py, 'echo', filled(1)), 1)).toBe(true);
  });
});
