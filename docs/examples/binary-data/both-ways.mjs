import { createPython, NdArray, view } from '@pyloom/client';

const py = await createPython();
await py.defineModule(
  'binary',
  `def describe(data): return f"{type(data).__name__} of {len(data)}"
def echo(data): return data
`,
);
const describe = py.func('binary', 'describe');
const echo = py.func('binary', 'echo');

const file = Buffer.alloc(8_000_000, 1);
console.log(await describe(file)); // a copy, which Python may keep
console.log(await describe(view(file))); // the very memory, to be read only
console.log((await echo(view(file))).buffer === file.buffer);

const shared = new Int32Array(new SharedArrayBuffer(8));
await py.exec('def put(numbers):\n    numbers[1] = 42');
await py.call('__main__', 'put', [shared]);
console.log(shared);

const table = new NdArray(new Float64Array([1, 2, 3, 4, 5, 6]), [2, 3]);
console.log(await py.eval('[table.shape, table.tolist()[1]]', { table }));
console.log(await py.eval('__import__("array").array("d", [0.5, 1.5])'));
await py.close();
