import type { CallOptions } from '@pyloom/executor';
import type { ArrowTable } from '../arrow/arrow-table';
import type { classes, Instance } from './instance';

/** Bounds an expression, or says that what it gives stays in Python. */
export type ExpressionOptions = Omit<CallOptions, 'kwargs'>;

/**
 * What can be done with a Python object, beside reading its attributes and calling them, which all names without a `$` do. What
 * gives an expression is done when somebody wants that; the rest at the end of the turn of the event loop.
 */
export interface PyOperations {
  /** An attribute by its name, for one that JavaScript keeps for itself, such as `then`; it may be dotted. */
  $get(name: string): PyExpression;
  /** Sets an attribute. Of a module in every interpreter, if the value is no object of Python's. */
  $set(name: string, value: unknown): Promise<void>;
  /** Calls it, with options. */
  $call(args?: readonly unknown[], options?: CallOptions): PyExpression;
  /** `object[key]`; a key may be a slice() or a tuple(). */
  $item(key: unknown): PyExpression;
  /** `object[key] = value`. */
  $setItem(key: unknown, value: unknown): Promise<void>;
  /** `del object[key]`. */
  $delItem(key: unknown): Promise<void>;
  /** An operator of Python's: `a.$op('+', b)`, `a.$op('in', list)`, `a.$op('-')`. */
  $op(operator: string, other?: unknown): PyExpression;
  /** `len(object)`. */
  $len(): Promise<number>;
  /** `str(object)`. */
  $str(): Promise<string>;
  /** `repr(object)`. */
  $repr(): Promise<string>;
  /**
   * A table of pandas, polars, pyarrow, DuckDB or whatever else has `__arrow_c_stream__` or `__arrow_c_array__`, on the memory where it is. What
   * has neither is a PythonError (TypeError).
   */
  $arrow(): Promise<ArrowTable>;
  /** The same with a time limit, a signal, or a result that stays in Python. All that crosses together ends with it. */
  $with(options: ExpressionOptions): PyExpression;
}

/**
 * A Python object that stays in Python, until it is disposed of or the reference is garbage. Every name is the object's own:
 * `await ref.name` reads, `await ref.name(x)` calls, `await ref(x)` calls the object itself; what pyloom adds begins with `$`.
 * `T` is what it is as a value of JavaScript.
 */
export interface PyRef<T = unknown> extends PyOperations, AsyncDisposable {
  // biome-ignore lint/suspicious/noExplicitAny: a Python object takes and gives anything
  (...args: any[]): PyExpression;
  /** All of it as values of JavaScript; a TypeError of Python's for what has none. */
  $js<U = T>(): Promise<U>;
  /** The qualified name of its type, at once: `'decimal.Decimal'`. */
  readonly $type: string;
  /** Its type: `'<decimal.Decimal>'`. What Python's str() gives is `await ref.$str()`. */
  toString(): string;
  /** What `iter()` gives, for `for await`; never ahead of the loop. */
  [Symbol.asyncIterator](): AsyncIterator<unknown>;
  /** Of any class, as far as types know. */
  // biome-ignore lint/suspicious/noExplicitAny: only Python knows
  readonly [classes]: any;
  /** Lets Python give up the object, once what was started through the reference has ended. Using it afterwards is a ClosedError. */
  [Symbol.asyncDispose](): Promise<void>;
  // biome-ignore lint/suspicious/noExplicitAny: a Python object's attributes take and give anything
  readonly [name: string]: any;
}

declare module '@pyloom/core-native' {
  // `PythonError.value` of this package's clients.
  interface ExceptionValue extends PyRef {}
}

type IsAny<T> = 0 extends 1 & T ? true : false;

type IsObject<T> = [T] extends [never] ? false : [T] extends [Instance<never>] ? true : false;

/** The reference to an object of which JavaScript may get a T. */
export type RefTo<T> = IsAny<T> extends true ? PyRef : IsObject<T> extends true ? T : PyRef<T>;

/** Attributes and calls of an object of which no more is known. */
interface Untyped extends PyOperations {
  // biome-ignore lint/suspicious/noExplicitAny: a Python object's attributes take and give anything
  (...args: any[]): PyExpression;
  /** What `iter()` gives, for `for await`. */
  [Symbol.asyncIterator](): AsyncIterator<unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly [name: string]: any;
}

/** The same, where its value may be of any class. */
interface Anything extends Untyped {
  // biome-ignore lint/suspicious/noExplicitAny: only Python knows
  readonly [classes]: any;
}

/** What can be done with the object that a T is in Python: what its class has, if JavaScript knows that, else everything. */
export type ObjectOf<T> =
  IsAny<T> extends true ? Anything : IsObject<NonNullable<T>> extends true ? NonNullable<T> : Untyped;

/**
 * What is to be evaluated in Python. Awaited it is the value; attributes, calls and items make a longer one of it. All that is made
 * of each other within a turn of the event loop crosses once, when that ends; a call runs whether it is awaited or not.
 * `O` is the object in Python, as far as it has more names than its value in JavaScript.
 */
// biome-ignore lint/suspicious/noExplicitAny: what Python gives is known to whoever asks
export type PyExpression<T = any, O = ObjectOf<T>> = PromiseLike<T> & {
  /** A reference to what it gives, also where that has a counterpart in JavaScript. */
  readonly $ref: Promise<
    O extends { readonly [classes]: infer C } ? (IsAny<C> extends true ? RefTo<T> : O) : RefTo<T>
  >;
  /** All of what it gives as values of JavaScript. */
  $js<U = T>(): Promise<U>;
} & O;

/** An argument of a typed function: a value, or what Python has in its place. */
export type Arg<T> = T | PyExpression<T> | (IsObject<T> extends true ? never : PyRef<T>);
