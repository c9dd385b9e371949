import { ClosedError, type ReferenceHandle, referenceSymbol } from '@pyloom/core-native';
import {
  type CallLimits,
  type CallOptions,
  type EvaluationPlace,
  type ReferenceOperations,
  type Referring,
  until,
} from '@pyloom/executor';
import type { Beginning } from '../expressions/beginning';
import { proxyOf } from './object-proxy';
import type { PyRef } from './py-object';

const abandoned = new FinalizationRegistry<ReferenceHandle>((handle) => handle.release());

/** The object, as expressions begin with it. */
class Reference implements Beginning {
  readonly kind = 'PyRef';
  readonly isPlaced = false;
  readonly attribute = undefined;
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

  get reference(): ReferenceHandle {
    return this.#referring.handle;
  }

  get owner(): ReferenceHandle {
    return this.#referring.handle;
  }

  get askStored(): Beginning['askStored'] {
    return this.reference.isStored ? (module, name) => this.#askStored(module, name) : undefined;
  }

  async #askStored(module: string, name: string): Promise<unknown> {
    this.hold();
    return until(() => this.release(), this.#operations.askStored(this.#referring, module, name));
  }

  get typeName(): string {
    return this.#referring.handle.typeName;
  }

  get operand(): unknown {
    return this;
  }

  get place(): EvaluationPlace {
    return this.#operations;
  }

  read(path: string, limits: CallLimits): Promise<unknown> {
    return this.#operations.get(this.#referring, path, limits);
  }

  write(name: string, value: unknown): Promise<void> {
    return this.#operations.set(this.#referring, name, value);
  }

  call(path: string, args: readonly unknown[], options: CallOptions): Promise<unknown> {
    return this.#operations.call(this.#referring, path, args, options);
  }

  iterate(): AsyncIterator<unknown> {
    this.#refuseWhenDisposed();
    return this.#operations.iterate(this.#referring);
  }

  hold(): void {
    this.#refuseWhenDisposed();
    this.#uses++;
  }

  release(): void {
    this.#uses--;
    this.#releaseUnused();
  }

  dispose(): void {
    this.#disposed = true;
    this.#releaseUnused();
  }

  describe(): string {
    return this.toText();
  }

  toText(): string {
    return `<${this.typeName}>`;
  }

  #releaseUnused(): void {
    if (this.#disposed && this.#uses === 0) this.#referring.handle.release();
  }

  #refuseWhenDisposed(): void {
    if (this.#disposed) throw new ClosedError(`The PyRef ${this.describe()} was disposed of`);
  }
}

/** What stands for a Python object. */
export function makePyRef(operations: ReferenceOperations, handle: ReferenceHandle): PyRef {
  const reference = new Reference(operations, handle);
  // Not the proxy: expressions and pending calls hold what is behind it, and the object lives as long as they do.
  abandoned.register(reference, handle);
  return proxyOf(reference) as PyRef;
}

/** Whether a value stands for a Python object. */
export function isPyRef(value: unknown): value is PyRef {
  // By its symbol: the ESM and the CJS build of the package have a class each.
  return typeof value === 'function' && referenceSymbol in value;
}
