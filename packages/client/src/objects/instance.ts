/** Of which classes an object is, in types alone: there is no such property. */
export declare const classes: unique symbol;

/** An object of a Python class, by its name, or an expression that gives one; also one of which no more is known. */
export interface Instance<Name extends string> {
  readonly [classes]: Readonly<Record<Name, true>>;
}

/** Any Python object, in the arguments of typed functions. */
export type AnyObject = Instance<never>;

/** One of a class that the types do not know. */
export type AnyRef = Instance<'?'>;

/** What a class has of another that it derives from, but for what it has itself. */
export type Inherited<T, Own = never> = Omit<T, typeof classes | (Own & PropertyKey)>;
