import { isDeepStrictEqual } from 'node:util';
import {
  checkKnownKeys,
  describeValue,
  InvalidArgumentError,
  InvalidRangeError,
  StateFullError,
} from '@pyloom/common';
import { checkLimit, checkText, halfOfAPair, limitText } from './check-options';
import type { Connection, RedisClient } from './connection';
import { connectionOf } from './connection-of';
import { forWorkers } from './for-workers';
import { keyNames } from './key-names';
import { remoteFunctionsOf } from './remote-functions';
import { textOf } from './script';
import { checkServerAddress, type ServerAddress } from './server-address';
import { stateScripts } from './state-scripts';
import { integerOf, storedForm, valueOfStored } from './stored-value';

/** What a RedisState is made with. */
export interface RedisStateOptions {
  /** Yours, connected; it is used and never closed. */
  client: RedisClient;
  /** The same prefix in the same database is the same state, on all machines. */
  prefix: string;
  /** A further new key is refused with StateFullError. Each instance holds to its own limits. Default: no bound. */
  maxEntries?: number;
  /** Of keys (as UTF-8) and stored values together; a byte over is refused likewise. Default: no bound. */
  maxBytes?: number;
  /**
   * How Python on the workers of a cluster (mode `ray`) reaches the server itself, without JavaScript. What is left out is as `client` has it; a
   * worker that does not find this very database there, or a client that has more than host, port and password (TLS, Sentinel, a
   * socket's path, prefixed keys), has its state by JavaScript. False: all have. Default: as `client` has it.
   */
  fromWorkers?: ServerAddress | false;
}

/**
 * The store of @pyloom/state in a Redis or Valkey database: the same methods as promises, shared by all machines that use the
 * prefix. Each method is one atomic step. Values are copies, and what crosses is what structured data needs: numbers, bigints,
 * texts, arrays, plain objects, Maps, Sets, Dates, buffers, typed arrays; `undefined` is stored as null.
 *
 * Where the server cannot be reached a method rejects with the client's error, or waits as the client does: its settings
 * decide. The whole state lies in one slot of a cluster.
 */
export class RedisState {
  readonly #connection: Connection;
  readonly #values: string;
  readonly #keys: readonly string[];
  readonly #maxEntries: number | undefined;
  readonly #maxBytes: number | undefined;
  readonly #fromWorkers: ServerAddress | false;

  /** @throws TypeError, RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) for wrong options. */
  constructor(options: RedisStateOptions) {
    checkKnownKeys('the options of RedisState', options, [
      'client',
      'prefix',
      'maxEntries',
      'maxBytes',
      'fromWorkers',
    ]);
    const { client, prefix, maxEntries, maxBytes, fromWorkers = {} } = options;
    checkText('prefix', prefix);
    if (maxEntries !== undefined) checkLimit('maxEntries', maxEntries, { unbounded: true });
    if (maxBytes !== undefined) checkLimit('maxBytes', maxBytes, { unbounded: true });
    if (fromWorkers !== false) checkServerAddress('fromWorkers', fromWorkers);
    this.#connection = connectionOf(client);
    const { values, bytes } = keyNames(prefix, ['values', 'bytes']);
    this.#values = values;
    this.#keys = [values, bytes];
    this.#maxEntries = maxEntries;
    this.#maxBytes = maxBytes;
    this.#fromWorkers = fromWorkers;
  }

  /** How many keys there are. */
  async size(): Promise<number> {
    return Number(await this.#send('HLEN'));
  }

  /** The value, or undefined if there is none. */
  async get<T = unknown>(key: string): Promise<T | undefined> {
    const stored = await this.#read(key);
    return stored && (valueOfStored(stored) as T);
  }

  /**
   * Stores a copy of the value; `undefined` is stored as null. Replaces what was there.
   * Rejects with ConversionError for what is no plain data, with StateFullError beyond a limit; the state is then as it was.
   */
  async set(key: string, value: unknown): Promise<void> {
    await this.#set(key, storedForm(value));
  }

  /** Whether the key is there, whatever its value. */
  async has(key: string): Promise<boolean> {
    checkKey(key);
    return (await this.#send('HEXISTS', key)) === 1;
  }

  /** False if there was none. */
  async delete(key: string): Promise<boolean> {
    checkKey(key);
    return (await this.#run('delete', key)) === 1;
  }

  /** All keys, or those that start with `prefix`, in no particular order. What comes or goes meanwhile may be among them or not. */
  async keys(prefix = ''): Promise<string[]> {
    if (typeof prefix !== 'string') {
      throw new InvalidArgumentError(`prefix must be a string, not ${describeValue(prefix)}`);
    }
    // A key can come twice where the table grows between two steps.
    const found = new Set<string>();
    let cursor = '0';
    do {
      const reply = await this.#send('HSCAN', cursor, 'MATCH', `${escapePattern(prefix)}*`, 'COUNT', '1000');
      const [next, entries] = reply as [Buffer, Buffer[]];
      for (let i = 0; i < entries.length; i += 2) found.add(textOf(entries[i]));
      cursor = textOf(next);
    } while (cursor !== '0');
    return [...found];
  }

  /** Deletes everything. */
  async clear(): Promise<void> {
    await this.#run('clear');
  }

  /**
   * Adds to a counter and resolves with the sum: a bigint where a number would not be exact. A missing key counts as 0.
   * Rejects with TypeError if the value or `by` is no integer, with RangeError past 64 bits, with StateFullError beyond a
   * limit; the value is unchanged then.
   *
   * @param by Default 1.
   */
  async incr(key: string, by: number | bigint = 1): Promise<number | bigint> {
    return this.#add('incr', key, by, integerToAdd(by));
  }

  /** Subtracts from a counter; otherwise like `incr`. */
  async decr(key: string, by: number | bigint = 1): Promise<number | bigint> {
    return this.#add('decr', key, by, -integerToAdd(by));
  }

  /**
   * Sets `next` only while the value equals `expected`, as `util.isDeepStrictEqual` compares, and tells whether it did. With
   * undefined as `expected`: only while the key is missing.
   * Rejects with ConversionError for what is no plain data, with StateFullError beyond a limit.
   */
  async compareAndSet(key: string, expected: unknown, next: unknown): Promise<boolean> {
    checkKey(key);
    const after = storedForm(next);
    if (expected === undefined) return this.#isWritten(await this.#run('compareAndSet', key, '', after));
    const first = storedForm(expected);
    if (this.#isWritten(await this.#run('compareAndSet', key, first, after))) return true;
    // Equal values need not have equal bytes: a map whose keys are in another order.
    const wanted = valueOfStored(first);
    for (;;) {
      const before = await this.#read(key);
      if (!before || !isDeepStrictEqual(valueOfStored(before), wanted)) return false;
      if (this.#isWritten(await this.#run('compareAndSet', key, before, after))) return true;
    }
  }

  /**
   * What Python calls as `pyloom.state_get` and the like where this is the option `state` of createPython(): a function for each
   * name, from arguments to a result in the wire format. Values of Python's stay as they are: a float does not become an integer.
   */
  remoteFunctions(): Record<string, (args: Uint8Array) => Promise<Uint8Array>> {
    const layout = { keys: this.#keys, limits: this.#limits(), scripts: stateScripts };
    return {
      ...remoteFunctionsOf(this, {
        get: (key) => this.#read(key),
        set: (key, stored) => this.#set(key, stored),
      }),
      state_direct: () => forWorkers(this.#connection, this.#fromWorkers, layout),
    };
  }

  async #set(key: string, stored: Buffer): Promise<void> {
    checkKey(key);
    this.#isWritten(await this.#run('set', key, stored));
  }

  async #add(operation: string, key: string, by: number | bigint, step: bigint): Promise<number | bigint> {
    checkKey(key);
    const call = `${operation}(${describeValue(key)}, ${describeValue(by)})`;
    const overflow = () =>
      new InvalidRangeError(`${call}: the result would be beyond 64 bits; the value is unchanged`);
    if (BigInt.asIntN(64, step) !== step) throw overflow();
    const [outcome, sum] = (await this.#run('add', key, String(step))) as Buffer[];
    const said = textOf(outcome);
    if (said === 'overflow') throw overflow();
    if (said === 'not an integer') {
      throw new InvalidArgumentError(`${call}: the value is no integer; it is unchanged`);
    }
    this.#isWritten(said);
    return integerOf(textOf(sum));
  }

  async #read(key: string): Promise<Buffer | undefined> {
    checkKey(key);
    return ((await this.#send('HGET', key)) as Buffer | null) ?? undefined;
  }

  #send(command: string, ...args: string[]) {
    return this.#connection.send(this.#values, [command, this.#values, ...args]);
  }

  #run(name: keyof typeof stateScripts, ...args: (string | Buffer)[]) {
    return stateScripts[name].run(this.#connection, this.#keys, [...this.#limits(), ...args]);
  }

  #limits(): string[] {
    return [limitText(this.#maxEntries), limitText(this.#maxBytes)];
  }

  /** False: the value differed. @throws StateFullError when a limit refused. */
  #isWritten(outcome: unknown): boolean {
    const said = String(outcome);
    if (said === 'written') return true;
    if (said === 'differs') return false;
    const [limit, unit] =
      said === 'entries' ? [this.#maxEntries, 'entries (maxEntries)'] : [this.#maxBytes, 'bytes (maxBytes)'];
    throw new StateFullError(
      `The state is full: it may hold ${limit} ${unit}. It is unchanged; delete what is not needed`,
    );
  }
}

function checkKey(key: unknown): asserts key is string {
  if (typeof key !== 'string')
    throw new InvalidArgumentError(`key must be a string, not ${describeValue(key)}`);
  if (halfOfAPair.test(key)) {
    throw new InvalidRangeError(`key must be whole characters, not half of a pair: ${describeValue(key)}`);
  }
}

function integerToAdd(by: unknown): bigint {
  if (typeof by === 'bigint') return by;
  if (typeof by === 'number' && Number.isInteger(by)) return BigInt(by);
  throw new InvalidArgumentError(`by must be an integer, not ${describeValue(by)}`);
}

/** What stands for itself in the server's patterns. */
function escapePattern(text: string): string {
  return text.replace(/[*?[\]\\^]/g, '\\$&');
}
