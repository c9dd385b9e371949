import * as arrow from 'apache-arrow';
import { expectTypeOf } from 'vitest';
import {
  type Arg,
  type ArrowColumn,
  type ArrowTable,
  createPython,
  ensureVenv,
  type FloatArg,
  type Frame,
  frame,
  type Instance,
  isPyloomError,
  type Kwargs,
  kwargs,
  type MemoryStats,
  NdArray,
  ndarray,
  type Options,
  type PyClass,
  type PyExpression,
  type PyFunction,
  type PyObject,
  type PyRef,
  type Python,
  type PythonContext,
  type PythonError,
  type PythonOptions,
  type PythonScope,
  type RemoteState,
  type SharedState,
  slice,
  type Unbound,
  writable,
} from '../src/index';

declare const py: Python;
declare const ref: PyRef;
declare const error: unknown;

expectTypeOf(createPython<SharedState>).returns.resolves.toEqualTypeOf<Python>();
expectTypeOf(createPython<RemoteState>).returns.resolves.toEqualTypeOf<Python<RemoteState>>();
declare const options: PythonOptions;
const opened = createPython(options);
expectTypeOf(opened).resolves.toEqualTypeOf<Python>();
expectTypeOf(py).toExtend<PythonScope & AsyncDisposable>();
expectTypeOf(py.context).returns.resolves.toExtend<PythonContext>();
expectTypeOf<PythonContext>().toExtend<PythonScope & AsyncDisposable>();

declare const raised: PythonError;
expectTypeOf(raised.value).toExtend<PyRef>();
expectTypeOf(raised.value.errno).toBeAny();

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
  pi: PyExpression<number>;
  area(
    radius: Arg<FloatArg>,
    ...rest: Options<[unit?: Arg<'cm'>], { unit?: Arg<'cm'> }>
  ): PyExpression<number>;
  draw(shape: Instance<'shapes.Shape'>): PyExpression<null>;
  corners(): PyExpression<Float64Array | NdArray, Corners>;
  find(name: Arg<string>): PyExpression<Circle | null>;
  readonly Circle: CircleClass & Unbound<Circle, CircleClass>;
}
interface CircleClass extends PyClass<Circle> {
  (radius: Arg<FloatArg>): PyExpression<Circle>;
  unit(): PyExpression<Circle>;
}
interface Circle extends PyObject, Instance<'shapes.Circle' | 'shapes.Shape'> {
  readonly radius: PyExpression<number>;
  scale(factor: Arg<FloatArg>): PyExpression<Circle>;
  $item(key: Arg<string>): PyExpression<number>;
}
interface Corners extends PyObject, Instance<'shapes.Corners'> {
  sorted(): PyExpression<Float64Array | NdArray, Corners>;
}
const shapes = py.module<Shapes>('shapes');
expectTypeOf(shapes.area(1, kwargs({ unit: 'cm' }))).resolves.toBeNumber();
// @ts-expect-error: the unit is known
shapes.area(1, kwargs({ unit: 'km' }));
expectTypeOf(py.module('math')).toEqualTypeOf<PyRef>();
expectTypeOf(shapes.Circle(shapes.pi).scale(2).radius).resolves.toBeNumber();
expectTypeOf(shapes.Circle(1).$ref).resolves.toEqualTypeOf<Circle>();
expectTypeOf(shapes.Circle(1)).resolves.toEqualTypeOf<Circle>();
expectTypeOf(shapes.Circle.unit().$item('a')).resolves.toBeNumber();
expectTypeOf(shapes.Circle.scale(shapes.Circle(1), 2)).toEqualTypeOf<PyExpression>();
expectTypeOf(shapes.find('a')).resolves.toEqualTypeOf<Circle | null>();
expectTypeOf(shapes.find('a').radius).resolves.toBeNumber();
expectTypeOf(shapes.corners()).resolves.toEqualTypeOf<Float64Array | NdArray>();
expectTypeOf(shapes.corners().sorted().$ref).resolves.toEqualTypeOf<Corners>();
expectTypeOf(shapes.pi.$ref).resolves.toEqualTypeOf<PyRef<number>>();
expectTypeOf(shapes.pi.$with({ timeout: 5, as: 'ref' })).toExtend<PyExpression>();
shapes.draw(shapes.Circle(1));
shapes.draw(ref);
shapes.draw(ref.anything);
// @ts-expect-error: a number is no shape
shapes.draw(shapes.pi);
// @ts-expect-error: corners are none either
shapes.draw(shapes.corners());
// @ts-expect-error: no such method
shapes.Circle(1).scael(2);
// @ts-expect-error: keyword arguments are those of a call
shapes.pi.$with({ kwargs: {} });

declare const numbers: PyRef<number[]>;
expectTypeOf(ref.$type).toBeString();
expectTypeOf(ref(1)).toEqualTypeOf<PyExpression>();
expectTypeOf(ref.$item(slice(1, null))).toEqualTypeOf<PyExpression>();
expectTypeOf(ref.$item('a').$ref).resolves.toEqualTypeOf<PyRef>();
expectTypeOf(ref.$call([1], { kwargs: { a: 1 }, timeout: 5, as: 'ref' })).toEqualTypeOf<PyExpression>();
expectTypeOf(ref.$len()).resolves.toBeNumber();
expectTypeOf(ref.$set('a', 1)).resolves.toBeVoid();
expectTypeOf(ref.$js()).resolves.toBeUnknown();
expectTypeOf(ref.$js<string>()).resolves.toBeString();
expectTypeOf(numbers.$js()).resolves.toEqualTypeOf<number[]>();
expectTypeOf(ref.anything.at.all(1)).toBeAny();
expectTypeOf(ref).toExtend<AsyncDisposable & AsyncIterable<unknown>>();
expectTypeOf(py.call<PyRef>('m', 'f', [], { as: 'ref' })).resolves.toEqualTypeOf<PyRef>();
// @ts-expect-error: a stream's items come
py.stream('m', 'f', [], { as: 'ref' });
expectTypeOf(kwargs({ a: 1 })).toEqualTypeOf<Kwargs<{ a: number }>>();

expectTypeOf(ensureVenv).parameter(0).toHaveProperty('requirements');
// @ts-expect-error: uv or pip
ensureVenv({ path: '.venv', installer: 'conda' });

declare const sales: PyRef;
declare const table: ArrowTable;
expectTypeOf(sales.$arrow()).resolves.toEqualTypeOf<ArrowTable>();
expectTypeOf(py.module('polars').read_csv('sales.csv').$arrow()).toBeAny();
expectTypeOf(table.column('price')).toEqualTypeOf<ArrowColumn>();
expectTypeOf(table.column('price').nulls).toEqualTypeOf<Uint8Array | undefined>();
expectTypeOf(table.rows()).toExtend<Iterable<Record<string, unknown>>>();
expectTypeOf(frame(table)).toEqualTypeOf<Frame>();
frame({ price: [1, null], n: Float64Array.of(1, 2), old: table.column('price') }, 'pandas');
frame([{ price: 1 }, { price: null }]);
frame(new arrow.Table());
frame({ price: arrow.vectorFromArray([1]) });
expectTypeOf(table.to(arrow)).toExtend<arrow.Table>();
expectTypeOf(table.toIPC()).toEqualTypeOf<Uint8Array>();
// @ts-expect-error no apache-arrow
table.to({});
// @ts-expect-error a library that there is not
frame(table, 'dask');
// @ts-expect-error a number is no column
frame({ price: 1 });
expectTypeOf(createPython).toBeCallableWith({ arrays: 'numpy', int64: 'number' });
writable(ndarray(new NdArray(new Float64Array(4), [2, 2])));
writable(Buffer.from('lent'));
// @ts-expect-error numbers are no array
ndarray([1, 2]);
// @ts-expect-error a typed array has no such form
createPython({ arrays: 'list' });
