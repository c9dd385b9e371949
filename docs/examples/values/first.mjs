import { createPython, tuple } from '@pyloom/client';

const py = await createPython();
const types = await py.eval('[type(value).__name__ for value in values]', {
  values: [null, true, 3, 0.5, 2n ** 70n, 'text', [1], tuple([1, 2]), { a: 1 }, new Set([1]), new Date()],
});
console.log(types.join(' '));

console.log(await py.eval('[2 ** 70, -0.0, float("nan"), (1, 2), {"a": {1: 2}}, {1}, b"\\0\\1", None]'));
await py.close();
