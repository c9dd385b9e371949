import { types } from 'node:util';
import { describeValue } from '@pyloom/common';
import { ArrayArgument } from './array-argument';
import { describeInstance } from './describe-instance';
import type { EncoderHooks } from './encoder-hooks';
import { Failure, keyStep } from './failure';
import { Float } from './float';
import { Naive, writeNaive } from './naive';
import { NdArray } from './nd-array';
import { hasInheritedKeys, isPlainElsewhere, objectPrototype } from './plain-object';
import type { Scratch } from './scratch';
import type { SpecialWriter } from './special-writer';
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
  writeMapHeader,
  writeNil,
} from './write-header';
import { writeBigint, writeFloat, writeNumber } from './write-number';
import { writeNumbers } from './write-numbers';
import { writeText } from './write-text';

/** Arrays of at least so many numbers are written in bulk; see bench/wire.bench.mjs. */
const bulkNumbers = 16;

/** Writes values, and whatever is in them. One that cannot cross is a Failure, and leaves behind what was written of it. */
export class ValueWriter {
  readonly #scratch: Scratch;
  readonly #hooks: EncoderHooks;
  /** For the hooks. */
  readonly #writer: SpecialWriter;
  /** The containers around the value that is being written: their number is the depth, and none may come twice. */
  readonly #ancestors: object[] = [];

  constructor(scratch: Scratch, hooks: EncoderHooks, writer: SpecialWriter) {
    this.#scratch = scratch;
    this.#hooks = hooks;
    this.#writer = writer;
  }

  /** After a failure: the next value begins outside of any container. */
  startOver(): void {
    this.#ancestors.length = 0;
  }

  value(value: unknown): void {
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
      this.items(values);
    }
    this.#ancestors.pop();
  }

  /** The items of an array. Holes are nil, and so is what a getter took away meanwhile. */
  items(values: readonly unknown[]): void {
    const { length } = values;
    writeArrayHeader(this.#scratch, length);
    let i = 0;
    try {
      for (; i < length; i++) this.value(values[i]);
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
        this.value((value as Record<string, unknown>)[key]);
        size++;
      }
    } catch (error) {
      throw Failure.within(error, keyStep(key));
    }
    endMap(scratch, header, size);
    this.#ancestors.pop();
  }

  /** A map without the keys whose value is undefined. */
  record(record: Readonly<Record<string, unknown>>): void {
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
        this.value(value);
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
    if (this.#hooks.special?.(value, this.#writer)) return;
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
    else if (ArrayArgument.is(value)) this.#arrayArgument(value);
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

  #arrayArgument({ array, numpy, writable }: ArrayArgument): void {
    if (!this.#hooks.toPython)
      throw new Failure('ndarray() and writable() are for what Python is called with');
    writeNdArray(this.#scratch, this.#hooks, array, numpy === undefined ? { writable } : { numpy, writable });
  }

  #tuple(value: Tuple): void {
    this.#enter(value);
    const payload = beginExtension(this.#scratch, wireExtensions.tuple);
    let i = 0;
    try {
      for (; i < value.items.length; i++) this.value(value.items[i]);
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
        this.value(key);
        atKey = false;
        this.value(entry[1]);
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
      for (item of [...Set.prototype.values.call(value)]) this.value(item);
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
