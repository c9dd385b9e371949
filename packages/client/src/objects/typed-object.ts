import type { CallOptions } from '@pyloom/executor';
import type { ArrowTable } from '../arrow/arrow-table';
import type { Instance } from './instance';
import type { ExpressionOptions, PyExpression, RefTo } from './py-object';

/**
 * A Python object in JavaScript, of a class whose names are all known: what pyloom adds to them. The classes in the modules that `pyloom
 * types` writes are made of it.
 */
export interface PyObject extends AsyncDisposable {
  /** The qualified name of its type, at once: `'pandas.DataFrame'`. */
  readonly $type: string;
  /** An attribute by its name, also one that is not known to the types; it may be dotted. */
  $get(name: string): PyExpression;
  /** Sets an attribute. */
  $set(name: string, value: unknown): Promise<void>;
  /** Calls it, with options. */
  $call(args?: readonly unknown[], options?: CallOptions): PyExpression;
  /** `object[key]`; a key may be a slice() or a tuple(). */
  // biome-ignore lint/suspicious/noExplicitAny: classes say more, each in its own way
  $item(key: any): any;
  /** `object[key] = value`. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  $setItem(key: any, value: unknown): Promise<void>;
  /** `del object[key]`. */
  $delItem(key: unknown): Promise<void>;
  /** An operator of Python's: `a.$op('+', b)`, `a.$op('in', list)`, `a.$op('-')`. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  $op(operator: string, other?: unknown): any;
  /** `len(object)`. */
  $len(): Promise<number>;
  /** `str(object)`. */
  $str(): Promise<string>;
  /** `repr(object)`. */
  $repr(): Promise<string>;
  /** A table of pandas, polars, pyarrow or DuckDB, on the memory where it is. */
  $arrow(): Promise<ArrowTable>;
  /** The same with a time limit, a signal, or a result that stays in Python. */
  $with(options: ExpressionOptions): PyExpression;
  /** All of it as values of JavaScript. */
  $js<U = unknown>(): Promise<U>;
  /** Its type: `'<pandas.DataFrame>'`. What Python's str() gives is `await ref.$str()`. */
  toString(): string;
  /** What `iter()` gives, for `for await`. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  [Symbol.asyncIterator](): AsyncIterator<any>;
  /** Lets Python give up the object, once what was started through the reference has ended. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** A Python class; `T` is what calling it gives. */
export interface PyClass<T = unknown> extends PyObject, Instance<'type'> {
  readonly __name__: PyExpression<string>;
  /** The class itself, which an expression of its name stands for. */
  readonly $ref: Promise<RefTo<T>>;
}

/** Methods of a class as functions that take the object first: `np.ndarray.sort(array)`. */
export type Unbound<T, Own = never> = {
  readonly [K in Exclude<keyof T, keyof PyObject | keyof Own | symbol>]: T[K] extends PromiseLike<unknown>
    ? PyExpression
    : (self: unknown, ...args: unknown[]) => PyExpression;
};
