import { describe, expect, it } from 'vitest';
import { type EncoderHooks, NdArray, WireDecoder, WireEncoder } from './index';

class Ref {
  constructor(readonly handle: bigint) {}
}

function carry(value: unknown, hooks: EncoderHooks = {}) {
  const attachments: unknown[] = [];
  const encoder = new WireEncoder({
    attach: (data) => attachments.push(data) - 1,
    pinThreshold: 16,
    ...hooks,
  });
  encoder.encode(value, 'value');
  const decoder = new WireDecoder({
    attached: (index) => copyOf(attachments[index] as ArrayBuffer | ArrayBufferView),
    reference: (handle, interpreter) => ({ handle, interpreter }),
    function: (id) => `function ${id}`,
  });
  return {
    attachments,
    size: encoder.position,
    result: decoder.decode(encoder.bytes, 0, encoder.position, 'value'),
  };
}

/** At an odd offset, which is the worst that a hook can hand over. */
function copyOf(data: ArrayBuffer | ArrayBufferView): Uint8Array {
  const bytes = ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
  const copy = new Uint8Array(bytes.length + 1).subarray(1);
  copy.set(bytes);
  return copy;
}

describe('hooks', () => {
  it('attaches binary values from the threshold on', () => {
    const small = Buffer.alloc(15, 1);
    const large = Buffer.alloc(16, 2);
    const view = Float64Array.of(1, 2);
    const array = new NdArray(Int32Array.of(1, 2, 3, 4), [2, 2]);
    const { attachments, result } = carry([small, large, view, large.buffer, array]);
    expect(attachments).toEqual([large, view, large.buffer, array.data]);
    expect(result).toStrictEqual([small, large, view, Buffer.from(large.buffer), array]);
  });

  it('attaches shared memory of any size, as a view', () => {
    const shared = new SharedArrayBuffer(4);
    const bytes = new Uint8Array(shared).fill(7);
    const { attachments, result } = carry([shared, bytes, new Int16Array(shared)], {
      pinThreshold: undefined,
    });
    expect(attachments).toHaveLength(3);
    expect(result).toStrictEqual([
      Uint8Array.of(7, 7, 7, 7),
      Uint8Array.of(7, 7, 7, 7),
      Int16Array.of(1799, 1799),
    ]);
  });

  it('gives special the first chance at functions and instances', () => {
    const seen: object[] = [];
    const callback = () => {};
    const special: EncoderHooks['special'] = (value, encoder) => {
      seen.push(value);
      if (value instanceof Ref) encoder.writeReference(value.handle, 3);
      else if (typeof value === 'function') encoder.writeFunction(42);
      else return false;
      return true;
    };
    const ref = new Ref(2n ** 63n);
    expect(carry({ ref, callback, plain: { a: new Map() } }, { special }).result).toStrictEqual({
      ref: { handle: 2n ** 63n, interpreter: 3 },
      callback: 'function 42',
      plain: { a: new Map() },
    });
    expect(seen).toEqual([ref, callback]);
    expect(() => carry([new URL('http://a')], { special })).toThrow(/value\[0\].*URL/);
  });

  it('lets special refuse with a reason', () => {
    const special: EncoderHooks['special'] = (_, encoder) =>
      encoder.fail('it belongs to another interpreter');
    expect(() => carry({ a: [new Ref(1n)] }, { special })).toThrow(
      'Cannot convert value.a[0]: it belongs to another interpreter',
    );
  });

  it('gives a reference the name of its type, where Python sent one', () => {
    const decoder = new WireDecoder({ reference: (...all) => all });
    const decode = (name: string) => {
      const message = Buffer.concat([
        Buffer.from([0xc7, 12 + name.length, 10, 7, ...Array(7).fill(0), 2, 0, 0, 0]),
        Buffer.from(name),
      ]);
      return decoder.decode(message, 0, message.length, 'result');
    };
    expect(decode('decimal.Decimal')).toEqual([7n, 2, 'decimal.Decimal']);
    expect(decode('')).toEqual([7n, 2, '']);
  });

  it('gives a reference the number of the converter that it is for', () => {
    const decoder = new WireDecoder({ reference: (...all) => all });
    const payload = [0x34, 0x12, 7, ...Array(7).fill(0), 2, 0, 0, 0, 0x54];
    const message = Buffer.from([0xc7, payload.length, 12, ...payload]);
    expect(decoder.decode(message, 0, message.length, 'result')).toEqual([7n, 2, 'T', 0x1234]);
  });
});
