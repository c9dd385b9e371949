import { types } from 'node:util';
import { describeValue } from '@pyloom/common';
import type { EncoderHooks } from './encoder-hooks';
import { Failure, keyStep, type Root } from './failure';
import { Float } from './float';
import { Naive, writeNaive } from './naive';
import { NdArray } from './nd-array';
import { Scratch } from './scratch';
import { writeTimestamp } from './timestamp';
import { Tuple } from './tuple';
import { maxDepth, wireExtensions } from './wire-format';
import { writeArrayBuffer, writeNdArray, writeView } from './write-binary';
import {
  beginExtension,
  beginMap,
  endExtension,
  endMap,
  patchMapHeader,
  writeArrayHeader,
  writeBoolean,
  writeExtensionHeader,
  writeMapHeader,
  writeNil,
} from './write-header';
import { writeBigint, writeFloat, writeNumber } from './write-number';
import { writeNumbers } from './write-numbers';
import { writeText } from './write-text';

/** Arrays of at least so many numbers are written in bulk; see bench/wire.bench.mjs. */
const bulkNumbers = 16;
const keptCapacity = 1024 * 1024;
const objectPrototype = Object.prototype;

/**
 * Encodes values, as docs/wire.md has it, one after another into a scratch buffer that is reused. A value that
 * cannot cross is a ConversionError, and leaves the buffer as it was.
 *
 * Not reentrant: a getter of an encoded object may run any code, so whoever shares an encoder looks at `busy`
 * and takes another one meanwhile.
 */
export class WireEncoder {
  readonly #scratch = new Scratch();
  readonly #hooks: EncoderHooks;
  /** The containers around the value that is being written: their number is the depth, and none may come twice. */
  readonly #ancestors: object[] = [];
  #busy = false;

  constructor(hooks: EncoderHooks = {}) {
    this.#hooks = hooks;
  }

  /** What was written lies in front of `position`. Another buffer once it had to grow. */
  get bytes(): Uint8Array {
    return this.#scratch.plain;
  }

  /** Where the next byte goes; set it to 0 to start anew. */
  get position(): number {
    return this.#scratch.position;
  }

  set position(position: number) {
    if (this.#busy) throw busyError();
    this.#scratch.position = position;
  }

  /** True while a value is being encoded. */
  get busy(): boolean {
    return this.#busy;
  }

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    this.#scratch.reserve(count);
  }

  /** Gives back the memory of an unusually large message. */
  trim(): void {
    if (!this.#busy) this.#scratch.trim(keptCapacity);
  }

  writeUint8(value: number): void {
    this.#scratch.reserve(1);
    this.#scratch.bytes[this.#scratch.position++] = value;
  }

  writeUint16(value: number): void {
    this.#scratch.reserve(2);
    this.#scratch.view.setUint16(this.#scratch.position, value, true);
    this.#scratch.position += 2;
  }

  writeUint32(value: number): void {
    this.#scratch.reserve(4);
    this.#scratch.view.setUint32(this.#scratch.position, value, true);
    this.#scratch.position += 4;
  }

  writeFloat64(value: number): void {
    this.#scratch.reserve(8);
    this.#scratch.view.setFloat64(this.#scratch.position, value, true);
    this.#scratch.position += 8;
  }

  /**
   * Appends one value.
   * @param root The start of the path that an error names, such as 'args[0]'.
   * @throws ConversionError; or whatever a getter or proxy in the value throws.
   */
  encode(value: unknown, root: Root): void {
    const start = this.#begin();
    try {
      this.#value(value);
    } catch (error) {
      throw this.#rollBack(start, error, root);
    } finally {
      this.#busy = false;
    }
  }

  /** Appends an array whose items count as values of their own, with paths `root[i]`. */
  encodeArray(values: readonly unknown[], root: Root): void {
    const start = this.#begin();
    try {
      this.#items(values);
    } catch (error) {
      throw this.#rollBack(start, error, root);
    } finally {
      this.#busy = false;
    }
  }

  /** Appends a map whose values count as values of their own, with paths `root.key`; undefined ones are left out. */
  encodeRecord(record: Readonly<Record<string, unknown>>, root: Root): void {
    const start = this.#begin();
    try {
      this.#record(record);
    } catch (error) {
      throw this.#rollBack(start, error, root);
    } finally {
      this.#busy = false;
    }
  }

  /** For `special`: writes a Python object that stays where it is. */
  writeReference(handle: bigint | number, interpreter: number): void {
    const scratch = this.#scratch;
    writeExtensionHeader(scratch, wireExtensions.reference, 12);
    scratch.view.setBigUint64(scratch.position, BigInt(handle), true);
    scratch.view.setUint32(scratch.position + 8, interpreter, true);
    scratch.position += 12;
  }

  /**
   * For `special`: writes what Python is to look up where the value arrives. The owner is a module's name, or a reference; the path
   * may be dotted, and is empty for the module itself.
   */
  writeAttribute(
    owner: string | { readonly handle: bigint | number; readonly interpreter: number },
    path: string,
  ): void {
    const scratch = this.#scratch;
    const start = beginExtension(scratch, wireExtensions.attribute);
    if (typeof owner === 'string') writeText(scratch, owner);
    else this.writeReference(owner.handle, owner.interpreter);
    writeText(scratch, path);
    endExtension(scratch, start);
  }

  /** For `special`: writes a JavaScript function. */
  writeFunction(id: number): void {
    const scratch = this.#scratch;
    writeExtensionHeader(scratch, wireExtensions.function, 4);
    scratch.view.setUint32(scratch.position, id, true);
    scratch.position += 4;
  }

  /** For `special` and `attach`: refuses the value; the ConversionError gives this reason and the path. */
  fail(reason: string): never {
    throw new Failure(reason);
  }

  #begin(): number {
    if (this.#busy) throw busyError();
    this.#busy = true;
    return this.#scratch.position;
  }

  #rollBack(start: number, error: unknown, root: Root): unknown {
    this.#scratch.position = start;
    this.#ancestors.length = 0;
    return error instanceof Failure ? error.toError(root) : error;
  }

  #value(value: unknown): void {
    const scratch = this.#scratch;
    if (typeof value === 'string') writeText(scratch, value);
    else if (typeof value === 'number') writeNumber(scratch, value);
    else if (value === null || value === undefined) writeNil(scratch);
    else if (typeof value === 'object') this.#object(value);
    else if (typeof value === 'boolean') writeBoolean(scratch, value);
    else if (typeof value === 'bigint') writeBigint(scratch, value);
    else if (typeof value === 'function') this.#special(value);
    else throw new Failure(`${String(value)} is a symbol, which has no counterpart; send its description`);
  }

  #object(value: object): void {
    if (Array.isArray(value)) {
      this.#array(value);
      return;
    }
    const prototype = Object.getPrototypeOf(value);
    if (prototype === objectPrototype || prototype === null) this.#plainObject(value, hasInheritedKeys());
    else this.#builtin(value, prototype);
  }

  #array(values: readonly unknown[]): void {
    this.#enter(values);
    if (
      values.length < bulkNumbers ||
      typeof values[0] !== 'number' ||
      !writeNumbers(this.#scratch, values)
    ) {
      this.#items(values);
    }
    this.#ancestors.pop();
  }

  /** Holes are nil, and so is what a getter took away meanwhile. */
  #items(values: readonly unknown[]): void {
    const { length } = values;
    writeArrayHeader(this.#scratch, length);
    let i = 0;
    try {
      for (; i < length; i++) this.#value(values[i]);
    } catch (error) {
      throw Failure.within(error, `[${i}]`);
    }
  }

  /**
   * By for-in, which reads each value from where the key was found and is a fifth faster than Object.keys; but it
   * sees inherited keys, and tells their number only in the end.
   */
  #plainObject(value: object, inherits: boolean): void {
    this.#enter(value);
    const scratch = this.#scratch;
    const header = beginMap(scratch);
    let size = 0;
    let key = '';
    try {
      for (key in value) {
        if (inherits && !Object.hasOwn(value, key)) continue;
        writeText(scratch, key);
        this.#value((value as Record<string, unknown>)[key]);
        size++;
      }
    } catch (error) {
      throw Failure.within(error, keyStep(key));
    }
    endMap(scratch, header, size);
    this.#ancestors.pop();
  }

  #record(record: Readonly<Record<string, unknown>>): void {
    const keys = Object.keys(record);
    const header = this.#scratch.position;
    writeMapHeader(this.#scratch, keys.length);
    let count = 0;
    let key = '';
    try {
      for (key of keys) {
        const value = record[key];
        if (value === undefined) continue;
        writeText(this.#scratch, key);
        this.#value(value);
        count++;
      }
    } catch (error) {
      throw Failure.within(error, keyStep(key));
    }
    if (count !== keys.length) patchMapHeader(this.#scratch, header, count);
  }

  #builtin(value: object, prototype: object): void {
    // An object can be given any prototype, so that alone proves nothing; it only tells quickly what to look for.
    if (ArrayBuffer.isView(value)) writeView(this.#scratch, this.#hooks, value);
    else if (prototype === Map.prototype && types.isMap(value)) this.#map(value);
    else if (prototype === Set.prototype && types.isSet(value)) this.#set(value);
    else if (prototype === Date.prototype && types.isDate(value)) writeTimestamp(this.#scratch, value);
    else this.#special(value);
  }

  /** What a hook may know better than this class does. */
  #special(value: object): void {
    if (this.#hooks.special?.(value, this)) return;
    if (typeof value === 'function') {
      throw new Failure(
        `${describeValue(value)} is a function, which stays in JavaScript; send what it returns`,
      );
    }
    this.#exotic(value);
  }

  /** Wrappers of this package, and the built-in types once more: as subclasses, or from another realm. */
  #exotic(value: object): void {
    if (Tuple.is(value)) this.#tuple(value);
    else if (Float.is(value)) writeFloat(this.#scratch, value.value);
    else if (Naive.is(value)) writeNaive(this.#scratch, this.#hooks, value);
    else if (value instanceof NdArray) writeNdArray(this.#scratch, this.#hooks, value);
    else if (types.isMap(value)) this.#map(value);
    else if (types.isSet(value)) this.#set(value);
    else if (types.isDate(value)) writeTimestamp(this.#scratch, value);
    else if (types.isAnyArrayBuffer(value)) writeArrayBuffer(this.#scratch, this.#hooks, value);
    else if (isPlainElsewhere(value)) this.#plainObject(value, true);
    else if (types.isPromise(value)) throw new Failure('a Promise, which must be awaited first');
    else
      throw new Failure(
        `${describeInstance(value)} has no counterpart; send a plain object of its properties`,
      );
  }

  #tuple(value: Tuple): void {
    this.#enter(value);
    const payload = beginExtension(this.#scratch, wireExtensions.tuple);
    let i = 0;
    try {
      for (; i < value.items.length; i++) this.#value(value.items[i]);
    } catch (error) {
      throw Failure.within(error, `[${i}]`);
    }
    endExtension(this.#scratch, payload);
    this.#ancestors.pop();
  }

  /** Only the entries that were there at the start: a getter among them could add more for ever. */
  #map(value: Map<unknown, unknown>): void {
    this.#enter(value);
    const payload = beginExtension(this.#scratch, wireExtensions.mapping);
    let key: unknown;
    let atKey = true;
    try {
      for (const entry of [...Map.prototype.entries.call(value)]) {
        key = entry[0];
        atKey = true;
        this.#value(key);
        atKey = false;
        this.#value(entry[1]);
      }
    } catch (error) {
      throw Failure.within(error, `.${atKey ? 'key' : 'get'}(${describeValue(key)})`);
    }
    endExtension(this.#scratch, payload);
    this.#ancestors.pop();
  }

  #set(value: Set<unknown>): void {
    this.#enter(value);
    const payload = beginExtension(this.#scratch, wireExtensions.set);
    let item: unknown;
    try {
      for (item of [...Set.prototype.values.call(value)]) this.#value(item);
    } catch (error) {
      throw Failure.within(error, `.item(${describeValue(item)})`);
    }
    endExtension(this.#scratch, payload);
    this.#ancestors.pop();
  }

  #enter(container: object): void {
    const ancestors = this.#ancestors;
    for (let i = 0; i < ancestors.length; i++) {
      if (ancestors[i] === container) throw new Failure('it contains itself; send ids in place of the cycle');
    }
    if (ancestors.length === maxDepth) {
      throw new Failure(`it is nested more than ${maxDepth} deep; send a flat list with ids`);
    }
    ancestors.push(container);
  }
}

function busyError(): Error {
  return new Error('The encoder is in use: a getter of the value that is being encoded has called it again');
}

/** Somebody may have given Object.prototype a key. */
function hasInheritedKeys(): boolean {
  for (const _ in objectPrototype) return true;
  return false;
}

/** A plain object of another realm (a vm context, as Jest makes them). */
function isPlainElsewhere(value: object): boolean {
  const prototype: object = Object.getPrototypeOf(value);
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf');
}

function describeInstance(value: object): string {
  if (types.isNativeError(value)) return `an Error (${describeValue(String(value))})`;
  const name: unknown = value.constructor?.name;
  return typeof name === 'string' && name ? `an instance of ${name}` : `the object ${describeValue(value)}`;
}
