import { expect, it } from 'vitest';
import { view } from './view';

it('has one dimension, whatever the memory belongs to', () => {
  const buffer = new Uint8Array([1, 2, 3, 4]).buffer;
  expect(view(Buffer.from([5, 6]))).toMatchObject({ shape: [2], dtype: 'uint8' });
  expect(view(buffer)).toMatchObject({ data: new Uint8Array([1, 2, 3, 4]), shape: [4], dtype: 'uint8' });
  expect(view(new DataView(buffer, 1, 2))).toMatchObject({ data: new Uint8Array([2, 3]), shape: [2] });
  expect(view(new Float32Array(3))).toMatchObject({ shape: [3], dtype: 'float32' });
  expect(view(new SharedArrayBuffer(8)).data.buffer).toBeInstanceOf(SharedArrayBuffer);
});

it.each([
  ['an Array', [1, 2]],
  ['a string', 'text'],
  ['nothing', undefined],
  ['null', null],
])('is refused of %s, with what is accepted', (_, value) => {
  expect(() => view(value as never)).toThrow(
    expect.objectContaining({
      name: 'TypeError',
      code: 'ERR_PYLOOM_INVALID_ARGUMENT',
      message: expect.stringMatching(/^view\(\) takes a Buffer, a typed array or an ArrayBuffer, not /),
    }),
  );
});
