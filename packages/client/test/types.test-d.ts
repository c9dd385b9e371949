import { expectTypeOf } from 'vitest';
import {
  createPython,
  ensureVenv,
  isPyloomError,
  type Kwargs,
  kwargs,
  type MemoryStats,
  type PyFunction,
  type PyRef,
  type Python,
  type PythonContext,
  type PythonScope,
} from '../src/index';

declare const py: Python;
declare const error: unknown;

expectTypeOf(createPython).returns.resolves.toEqualTypeOf<Python>();
expectTypeOf(py).toExtend<PythonScope & AsyncDisposable>();
expectTypeOf(py.context).returns.resolves.toExtend<PythonContext>();
expectTypeOf<PythonContext>().toExtend<PythonScope & AsyncDisposable>();

expectTypeOf(py.call('m', 'f')).resolves.toBeUnknown();
expectTypeOf(py.call<number>('m', 'f', [1], { kwargs: { a: 1 }, timeout: 5 })).resolves.toBeNumber();
expectTypeOf(py.callSync<string>('m', 'f')).toBeString();
expectTypeOf(py.parallel<number>([['m', 'f', [1], { k: 2 }]])).resolves.toEqualTypeOf<
  PromiseSettledResult<number>[]
>();
expectTypeOf(py.map<number>('m', 'f', [1], { concurrency: 2, ordered: true })).toExtend<
  AsyncIterableIterator<number>
>();
expectTypeOf(py.batch<string, number>('m', 'f', { maxSize: 8 })).toEqualTypeOf<
  (item: string) => Promise<number>
>();
expectTypeOf(py.stream<number>('m', 'f')).toExtend<AsyncIterableIterator<number>>();
expectTypeOf(py.memoryStats()).resolves.toEqualTypeOf<MemoryStats>();

const sqrt = py.func<[number], number>('math', 'sqrt');
expectTypeOf(sqrt).toEqualTypeOf<PyFunction<[number], number>>();
expectTypeOf(sqrt(16)).resolves.toBeNumber();
expectTypeOf(sqrt.sync(16)).toBeNumber();
expectTypeOf(sqrt.with({ timeout: 5 })(16)).resolves.toBeNumber();
// @ts-expect-error: the function takes a number
sqrt('16');
// @ts-expect-error: a synchronous call cannot be limited
py.callSync('m', 'f', [], { timeout: 5 });
// @ts-expect-error: the options are known
createPython({ maxConcurent: 5 });

expectTypeOf(py.import('numpy')).resolves.toEqualTypeOf<PyRef>();
interface Numpy {
  arange(n: number): Promise<Float64Array>;
}
expectTypeOf(py.import<Numpy>('numpy')).resolves.toEqualTypeOf<Numpy>();

if (isPyloomError(error)) expectTypeOf(error.code).toExtend<`ERR_PYLOOM_${string}`>();

// What `pyloom types` writes.
interface Shapes {
  pi: PromiseLike<number>;
  area(radius: number, unit?: 'cm' | Kwargs<{ unit?: 'cm' }>): Promise<number>;
}
const shapes = py.module<Shapes>('shapes');
expectTypeOf(shapes.area(1, kwargs({ unit: 'cm' }))).resolves.toBeNumber();
// @ts-expect-error: the unit is known
shapes.area(1, kwargs({ unit: 'km' }));
expectTypeOf(py.module('math')).toEqualTypeOf<PyRef>();
expectTypeOf(kwargs({ a: 1 })).toEqualTypeOf<Kwargs<{ a: number }>>();

expectTypeOf(ensureVenv).parameter(0).toHaveProperty('requirements');
// @ts-expect-error: uv or pip
ensureVenv({ path: '.venv', installer: 'conda' });
