import { inspect } from 'node:util';
import { checkName } from '@pyloom/common';
import { ClosedError, type ReferenceHandle, referenceSymbol } from '@pyloom/core-native';
import type { CallOptions, ReferenceOperations, Referring } from '@pyloom/executor';
import { attributeProxy, isAttribute, refuseAssignment } from './attribute-proxy';

/**
 * A Python object that has no counterpart in JavaScript. It stays in its interpreter until it is disposed of, or the
 * reference is garbage. Methods can be called directly, and return promises: `await ref.quantize(step)`.
 */
export interface PyRef extends AsyncDisposable {
  /** Calls a method, which may be dotted (`'inner.run'`); awaits the result if it is awaitable. */
  call<T = unknown>(method: string, args?: readonly unknown[], options?: CallOptions): Promise<T>;
  /** Reads an attribute. */
  get<T = unknown>(attribute: string): Promise<T>;
  /** Sets an attribute. */
  set(attribute: string, value: unknown): Promise<void>;
  /** The object's type: `'<decimal.Decimal>'`. What Python's str() gives is `ref.call('__str__')`. */
  toString(): string;
  /** What `iter()` gives, for `for await`; never ahead of the loop. */
  [Symbol.asyncIterator](): AsyncIterator<unknown>;
  /** Lets Python give up the object, once what was started through the reference has ended. Using it afterwards is a ClosedError. */
  [Symbol.asyncDispose](): Promise<void>;
  // biome-ignore lint/suspicious/noExplicitAny: a Python object's methods take and give anything
  readonly [method: string]: any;
}

const abandoned = new FinalizationRegistry<ReferenceHandle>((handle) => handle.release());

/** No names of its own but those of PyRef: every other is an attribute of the Python object. */
class Reference {
  readonly #referring: Referring;
  readonly #operations: ReferenceOperations;
  #disposed = false;
  /** What was started through this reference and has not ended. */
  #uses = 0;

  constructor(operations: ReferenceOperations, handle: ReferenceHandle) {
    this.#operations = operations;
    this.#referring = { handle, value: this };
  }

  get [referenceSymbol](): ReferenceHandle {
    return this.#referring.handle;
  }

  async call<T>(method: string, args: readonly unknown[] = [], options?: CallOptions): Promise<T> {
    checkName('method', method);
    return this.#use(this.#operations.call<T>(this.#open(), method, args, options));
  }

  async get<T>(attribute: string): Promise<T> {
    checkName('attribute', attribute);
    return this.#use(this.#operations.get<T>(this.#open(), attribute));
  }

  async set(attribute: string, value: unknown): Promise<void> {
    checkName('attribute', attribute);
    await this.#use(this.#operations.set(this.#open(), attribute, value));
  }

  toString(): string {
    return `<${this.#referring.handle.typeName}>`;
  }

  [Symbol.asyncIterator](): AsyncIterator<unknown> {
    return this.#operations.iterate(this.#open());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    this.#releaseUnused();
  }

  [inspect.custom](): string {
    return `PyRef ${this.toString()}`;
  }

  // By await, not then: V8 finds the caller of a failed call only where each promise has one reaction.
  async #use<T>(operation: Promise<T>): Promise<T> {
    this.#uses++;
    try {
      return await operation;
    } finally {
      this.#uses--;
      this.#releaseUnused();
    }
  }

  #releaseUnused(): void {
    if (this.#disposed && this.#uses === 0) this.#referring.handle.release();
  }

  #open(): Referring {
    if (this.#disposed) {
      throw new ClosedError(`The PyRef ${this.toString()} was disposed of`);
    }
    return this.#referring;
  }
}

const traps: ProxyHandler<Reference> = {
  set: refuseAssignment,
  get(target, key) {
    if (key in target) {
      const value: unknown = Reflect.get(target, key, target);
      // Methods use private fields, which a proxy has none of.
      return typeof value === 'function' ? value.bind(target) : value;
    }
    if (!isAttribute(key)) return undefined;
    return attributeProxy(
      target[referenceSymbol],
      key,
      (path, args, kwargs) => target.call(path, args, { kwargs }),
      (path) => target.get(path),
    );
  },
};

/** What stands for a Python object. */
export function makePyRef(operations: ReferenceOperations, handle: ReferenceHandle): PyRef {
  const reference = new Reference(operations, handle);
  // Not the proxy: method closures and pending calls hold what is behind it, and the object lives as long as they do.
  abandoned.register(reference, handle);
  return new Proxy(reference, traps) as unknown as PyRef;
}

/** Whether a value stands for a Python object. */
export function isPyRef(value: unknown): value is PyRef {
  // By its symbol: the ESM and the CJS build of the package have a class each.
  return typeof value === 'object' && value !== null && referenceSymbol in value;
}
