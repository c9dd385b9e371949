import { isDeepStrictEqual } from 'node:util';
import { describeValue, InvalidArgumentError } from '@pyloom/common';
import { decodeValue } from '@pyloom/wire';
import { checkKey, checkStep } from './check-arguments';
import { decoder, takeEncoder } from './codec';
import { native, passKey, scratch } from './connection';
import { differs, written } from './native';
import { open } from './open';
import { checkOptions, type SharedStateOptions } from './options';
import { addError, fullError } from './refusals';

const handles = new FinalizationRegistry((handle: number) => native.close(handle));

/**
 * A native store of plain data and atomic counters. Every thread of the process that opens the same name sees
 * the same store, and Python does without passing through JavaScript.
 *
 * Values are copies: changing one that was read changes nothing in the store. What crosses is what structured
 * data needs: numbers, bigints, texts, arrays, plain objects, Maps, Sets, Dates, buffers, typed arrays. Anything
 * else is a ConversionError whose `path` leads to it; `undefined` is stored as null. A store with a name stays
 * for as long as the process; clear() gives its memory back.
 */
export class SharedState {
  readonly #handle: number;

  /**
   * @throws TypeError, RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) for wrong options, and for limits other than
   * those with which the name is open already.
   */
  constructor(options: SharedStateOptions = {}) {
    this.#handle = open(checkOptions(options));
    handles.register(this, this.#handle);
  }

  /** How many keys there are. */
  get size(): number {
    return native.size(this.#handle);
  }

  /** The value, or undefined if there is none. */
  get<T = unknown>(key: string): T | undefined {
    checkKey(key);
    const found = native.get(this.#handle, passKey(key));
    if (typeof found !== 'number') return decodeValue(found) as T;
    return found < 0 ? undefined : (decoder.decode(scratch, 0, found, 'value') as T);
  }

  /**
   * Stores a copy of the value; `undefined` is stored as null. Replaces what was there.
   * @throws ConversionError for what is no plain data, StateFullError beyond a limit; the store is then as it was.
   */
  set(key: string, value: unknown): void {
    checkKey(key);
    const encoder = takeEncoder();
    encoder.encode(value, 'value');
    const status = native.set(this.#handle, passKey(key), encoder.bytes, encoder.position);
    encoder.trim();
    this.#isWritten(status);
  }

  /** Whether the key is there, whatever its value. */
  has(key: string): boolean {
    checkKey(key);
    return native.has(this.#handle, passKey(key));
  }

  /** False if there was none. */
  delete(key: string): boolean {
    checkKey(key);
    return native.delete(this.#handle, passKey(key));
  }

  /** All keys, or those that start with `prefix`, in no particular order. */
  keys(prefix = ''): string[] {
    if (typeof prefix !== 'string') {
      throw new InvalidArgumentError(`prefix must be a string, not ${describeValue(prefix)}`);
    }
    // Half a character: the store keeps whole ones, of which it is not the beginning.
    const endsInHalf = /[\ud800-\udbff]$/.test(prefix);
    const whole = endsInHalf ? prefix.slice(0, -1) : prefix;
    const keys = decodeValue(native.keys(this.#handle, passKey(whole))) as string[];
    return endsInHalf ? keys.filter((key) => key.startsWith(prefix)) : keys;
  }

  /** Deletes everything. What others set meanwhile may stay. */
  clear(): void {
    native.clear(this.#handle);
  }

  /**
   * Adds to a counter and returns the sum: a bigint where a number would not be exact. A missing key counts as 0.
   * @param by Default 1.
   * @throws TypeError if the value or `by` is no integer, RangeError past 64 bits, StateFullError beyond a limit;
   * the value is unchanged then.
   */
  incr(key: string, by: number | bigint = 1): number | bigint {
    return this.#add(key, by, false);
  }

  /** Subtracts from a counter; otherwise like `incr`. */
  decr(key: string, by: number | bigint = 1): number | bigint {
    return this.#add(key, by, true);
  }

  /**
   * Sets `next` only while the value equals `expected`, as `util.isDeepStrictEqual` compares, and tells whether it
   * did. With undefined as `expected`: only while the key is missing.
   * @throws ConversionError for what is no plain data, StateFullError beyond a limit.
   */
  compareAndSet(key: string, expected: unknown, next: unknown): boolean {
    checkKey(key);
    const encoder = takeEncoder();
    if (expected !== undefined) encoder.encode(expected, 'expected');
    const middle = encoder.position;
    encoder.encode(next, 'next');
    const status = native.compareAndSet(this.#handle, passKey(key), encoder.bytes, middle, encoder.position);
    if (status !== differs) return this.#isWritten(status);
    if (expected === undefined) return false;
    const bytes = new Uint8Array(encoder.bytes.subarray(0, encoder.position));
    return this.#compareDecoded(key, decodeValue(bytes.subarray(0, middle)), bytes.subarray(middle));
  }

  /**
   * The operations `state_get`, `state_set`, `state_delete`, `state_keys`, `state_clear`, `state_incr` and
   * `state_decr` of this store as native functions, which @pyloom/core-native lends to Python.
   */
  nativeFunctions(): Record<string, unknown> {
    return native.functions(this.#handle);
  }

  #add(key: string, by: number | bigint, subtract: boolean): number | bigint {
    checkKey(key);
    const step = checkStep(by);
    const sum = native.add(this.#handle, passKey(key), step, subtract);
    if (typeof sum === 'string') throw addError(this.#handle, subtract ? 'decr' : 'incr', key, by, sum);
    return sum;
  }

  /** Equal values need not have equal bytes: 1 and 1.0, or a map whose keys are in another order. */
  #compareDecoded(key: string, expected: unknown, next: Uint8Array): boolean {
    for (;;) {
      const current = this.#read(key);
      if (!current || !isDeepStrictEqual(decodeValue(current), expected)) return false;
      const both = Buffer.concat([current, next]);
      const status = native.compareAndSet(this.#handle, passKey(key), both, current.length, both.length);
      if (status !== differs) return this.#isWritten(status);
    }
  }

  #read(key: string): Uint8Array | undefined {
    const found = native.get(this.#handle, passKey(key));
    if (typeof found !== 'number') return found;
    return found < 0 ? undefined : scratch.slice(0, found);
  }

  /** @throws StateFullError when the write was refused. */
  #isWritten(status: number): true {
    if (status !== written) throw fullError(this.#handle, status);
    return true;
  }
}
