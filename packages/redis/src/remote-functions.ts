import { describeValue, InvalidArgumentError } from '@pyloom/common';
import { decodeValue, encodeValue } from '@pyloom/wire';
import { storedWire, wireOfStored } from './stored-value';

/** Reads and writes a value as it lies in the database. */
export interface StoredValues {
  get(key: string): Promise<Buffer | undefined>;
  set(key: string, stored: Buffer): Promise<void>;
}

/** What is the same for Python as for JavaScript. */
export interface KeysAndCounters {
  delete(key: string): Promise<boolean>;
  keys(prefix: string): Promise<string[]>;
  clear(): Promise<void>;
  incr(key: string, by: number | bigint): Promise<number | bigint>;
  decr(key: string, by: number | bigint): Promise<number | bigint>;
}

type Remote = (args: Uint8Array) => Promise<Uint8Array>;

/** The functions that Python has of a state, by their names there: arguments and results in the wire format. */
export function remoteFunctionsOf(state: KeysAndCounters, stored: StoredValues): Record<string, Remote> {
  return {
    state_get: withArguments(1, 1, async ([key]) => {
      const found = await stored.get(decodeKey(key));
      return found === undefined ? encodeValue(null) : wireOfStored(found);
    }),
    state_set: withArguments(2, 2, async ([key, value]) => {
      await stored.set(decodeKey(key), storedWire(value as Uint8Array));
      return encodeValue(null);
    }),
    state_delete: withArguments(1, 1, async ([key]) => encodeValue(await state.delete(decodeKey(key)))),
    state_keys: withArguments(0, 1, async ([prefix]) => encodeValue(await state.keys(decodePrefix(prefix)))),
    state_clear: withArguments(0, 0, async () => {
      await state.clear();
      return encodeValue(null);
    }),
    state_incr: withArguments(1, 2, async ([key, by]) =>
      encodeValue(await state.incr(decodeKey(key), decodeStep(by))),
    ),
    state_decr: withArguments(1, 2, async ([key, by]) =>
      encodeValue(await state.decr(decodeKey(key), decodeStep(by))),
    ),
  };
}

function withArguments(
  least: number,
  most: number,
  run: (args: (Uint8Array | undefined)[]) => Promise<Uint8Array>,
): Remote {
  return async (bytes) => {
    const args = splitArguments(bytes);
    if (args.length >= least && args.length <= most) return run(args);
    const expected = least === most ? `${least}` : `${least} or ${most}`;
    throw new InvalidArgumentError(
      `expected ${expected} ${most === 1 ? 'argument' : 'arguments'}, got ${args.length}`,
    );
  };
}

/** Of at most two; the first of two is a key. */
function splitArguments(bytes: Uint8Array): Uint8Array[] {
  const count = (bytes[0] as number) & 0x0f;
  const isShort = ((bytes[0] as number) & 0xf0) === 0x90;
  if (!isShort || count > 2) return Array.from({ length: isShort ? count : 16 }, () => bytes);
  const rest = bytes.subarray(1);
  if (count < 2) return count === 0 ? [] : [rest];
  const end = endOfText(rest);
  return [rest.subarray(0, end), rest.subarray(end)];
}

/** MessagePack's four forms of a text. @throws TypeError for anything else */
function endOfText(bytes: Uint8Array): number {
  const [first] = bytes as unknown as [number];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if ((first & 0xe0) === 0xa0) return 1 + (first & 0x1f);
  if (first === 0xd9) return 2 + view.getUint8(1);
  if (first === 0xda) return 3 + view.getUint16(1);
  if (first === 0xdb) return 5 + view.getUint32(1);
  throw new InvalidArgumentError('key must be a str');
}

function decodeKey(bytes: Uint8Array | undefined): string {
  const key = bytes && decodeValue(bytes);
  if (typeof key === 'string') return key;
  throw new InvalidArgumentError(`key must be a str, not ${describeValue(key)}`);
}

function decodePrefix(bytes: Uint8Array | undefined): string {
  const prefix = bytes && decodeValue(bytes);
  return prefix === undefined || prefix === null ? '' : (prefix as string);
}

function decodeStep(bytes: Uint8Array | undefined): number | bigint {
  return bytes === undefined ? 1 : (decodeValue(bytes) as number | bigint);
}
