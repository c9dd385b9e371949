import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { clientsForTests, rejection } from '../support/client';

const source = `
import hashlib, pyloom

def digest(*values):
    return [hashlib.sha1(value).hexdigest() for value in values]

def make(size, first):
    return bytes((first + i * 7) % 256 for i in range(256)) * (size // 256)

def ask(value):
    return digest(pyloom.call('answer', value))

async def echo(value):
    return bytes(value)
`;

const digest = (value: Uint8Array) => createHash('sha1').update(value).digest('hex');
const make = (size: number, first = 1) =>
  Buffer.alloc(size, Buffer.from(Array.from({ length: 256 }, (_, i) => first + i * 7)));

describe.runIf(process.platform === 'linux')('values between processes', () => {
  const open = clientsForTests();

  async function client() {
    const py = await open({ mode: 'process', numProcesses: 2, process: { maxRestarts: 1000 } });
    await py.defineModule('processes_values', source);
    return py;
  }

  it.each([0, (64 << 10) - 256, 64 << 10, 256 << 10, 9 << 20])(
    'of %d bytes are the same on both sides',
    async (size) => {
      const py = await client();
      const value = make(size);
      expect(await py.call('processes_values', 'digest', [value, value.subarray(1), make(10)])).toEqual(
        [value, value.subarray(1), make(10)].map(digest),
      );
      expect(py.callSync('processes_values', 'digest', [value])).toEqual([digest(value)]);
      expect(digest(await py.call<Buffer>('processes_values', 'make', [size, 1]))).toBe(digest(value));
      expect(digest(await py.call<Buffer>('processes_values', 'echo', [value]))).toBe(digest(value));
      py.registerFunction('answer', (asked: Uint8Array) => Buffer.from(asked).reverse());
      expect(await py.call('processes_values', 'ask', [value])).toEqual([
        digest(Buffer.from(value).reverse()),
      ]);
    },
  );

  it('are JavaScript’s own, whatever becomes of the process', async () => {
    const py = await client();
    const value = await py.call<Buffer>('processes_values', 'make', [1 << 20, 3]);
    await rejection(py.exec('__import__("os")._exit(1)'));
    await rejection(py.call('os', '_exit', [1]));
    expect(digest(value)).toBe(digest(make(1 << 20, 3)));
    value.fill(0);
    expect(value[1000]).toBe(0);
  });

  it('cross by hundreds at a time', async () => {
    const py = await client();
    const values = Array.from({ length: 400 }, (_, i) => make(256 << 10, i));
    const digests = await Promise.all(values.map((value) => py.call('processes_values', 'digest', [value])));
    expect(digests).toEqual(values.map((value) => [digest(value)]));
  });

  it.each(['float64', 'int16'])('of %s are arrays of numbers, whatever stands before them', async (kind) => {
    const py = await client();
    for (let before = 0; before < 17; before++) {
      const numbers = kind === 'int16' ? new Int16Array(100_000) : new Float64Array(100_000);
      numbers.forEach((_, i) => {
        numbers[i] = i % 30_000;
      });
      const code =
        'array.array(numbers.format, numbers.tobytes()) if (array := __import__("array")) and before is not None else 0';
      const back = await py.eval<typeof numbers>(code, { before: 'x'.repeat(before), numbers });
      expect(back).toBeInstanceOf(numbers.constructor);
      expect(Buffer.from(back.buffer).equals(Buffer.from(numbers.buffer))).toBe(true);
    }
  });

  it('are copies where JavaScript shares memory, and Python does not write to them', async () => {
    const py = await client();
    const shared = new Uint8Array(new SharedArrayBuffer(4));
    expect(await py.eval('shared.readonly', { shared })).toBe(true);
    const error = await rejection(py.call('operator', 'setitem', [shared, 0, 7]));
    expect(error.message).toContain('cannot modify read-only memory');
  });
});
