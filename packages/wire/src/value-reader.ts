import { describeValue } from '@pyloom/common';
import type { DecoderHooks } from './decoder-hooks';
import { Failure, keyStep } from './failure';
import { nameItems } from './named-tuple';
import { objectPrototype } from './plain-object';
import { readBigint, readInt64, readUint64 } from './read-integer';
import { readNumbers } from './read-numbers';
import { readAscii, readText } from './read-text';
import { readUnicode } from './read-unicode';
import { describeArray, readBytes, readPinnedBytes, readPinnedView, readView } from './read-view';
import type { Source } from './source';
import { TextCache } from './text-cache';
import { readTimestamp } from './timestamp';
import { maxDepth, wireExtensions } from './wire-format';

/** Reads values, and whatever is in them. What is wrong is a Failure. */
export class ValueReader {
  readonly #source: Source;
  readonly #hooks: DecoderHooks;
  readonly #keys = new TextCache();
  readonly #texts = new TextCache();
  /** A count of a unit of time stays what it is, whatever becomes of other integers of 64 bits. */
  #keepsBigints = false;
  /** How many containers are around the value that is read next. */
  depth = 0;

  constructor(source: Source, hooks: DecoderHooks) {
    this.#source = source;
    this.#hooks = hooks;
  }

  value(): unknown {
    const source = this.#source;
    const lead = source.uint8();
    if (lead < 0x80) return lead;
    if (lead >= 0xe0) return lead - 0x100;
    if (lead >= 0xa0 && lead < 0xc0) return this.#text(lead & 0x1f);
    if (lead < 0x90) return this.#object(lead & 0x0f);
    if (lead < 0xa0) return this.#array(lead & 0x0f);
    switch (lead) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
        return readBytes(source, source.uint8());
      case 0xc5:
        return readBytes(source, source.uint16());
      case 0xc6:
        return readBytes(source, source.uint32());
      case 0xca:
        return source.float32();
      case 0xcb:
        return source.float64();
      case 0xcc:
        return source.uint8();
      case 0xcd:
        return source.uint16();
      case 0xce:
        return source.uint32();
      case 0xcf:
        return readUint64(source);
      case 0xd0:
        return (source.uint8() << 24) >> 24;
      case 0xd1:
        return (source.uint16() << 16) >> 16;
      case 0xd2:
        return source.int32();
      case 0xd3:
        return readInt64(source);
      case 0xd9:
        return this.#text(source.uint8());
      case 0xda:
        return this.#text(source.uint16());
      case 0xdb:
        return this.#text(source.uint32());
      case 0xdc:
        return this.#array(source.uint16());
      case 0xdd:
        return this.#array(source.uint32());
      case 0xde:
        return this.#object(source.uint16());
      case 0xdf:
        return this.#object(source.uint32());
      default:
        return this.#extension(lead);
    }
  }

  #text(length: number): string {
    const { bytes } = this.#source;
    const at = this.#source.take(length);
    const known = this.#texts.find(bytes, at, length);
    if (known !== undefined) return known;
    if (!this.#texts.keepable) return readText(bytes, at, at + length);
    const text = readAscii(bytes, at, at + length);
    this.#texts.keep(text);
    return text;
  }

  #array(length: number): unknown[] {
    this.#enter();
    // Grows as items turn up: lengths inside one another could each claim the whole message.
    const items: unknown[] = [];
    let i = 0;
    try {
      for (; i < length; i++) items.push(this.value());
    } catch (error) {
      throw Failure.within(error, `[${i}]`);
    }
    this.depth--;
    return items;
  }

  #object(size: number): Record<string, unknown> {
    this.#enter();
    const object: Record<string, unknown> = {};
    for (let i = 0; i < size; i++) {
      const known = this.#knownKey();
      const key = known ?? this.#newKey();
      try {
        const value = this.value();
        if (known !== undefined || !(key in objectPrototype)) object[key] = value;
        else define(object, key, value);
      } catch (error) {
        throw Failure.within(error, keyStep(key));
      }
    }
    this.depth--;
    return object;
  }

  /** A key that was read before, and is known not to be in Object.prototype; undefined, with nothing read, for others. */
  #knownKey(): string | undefined {
    const source = this.#source;
    const { bytes, position } = source;
    const length = (bytes[position] as number) ^ 0xa0;
    if (length > 0x1f || length >= source.end - position) return undefined;
    const key = this.#keys.find(bytes, position + 1, length);
    if (key !== undefined) source.position = position + 1 + length;
    return key;
  }

  #newKey(): string {
    const source = this.#source;
    const { bytes, position } = source;
    const key = this.value();
    if (typeof key !== 'string') throw new Failure(`the key ${describeValue(key)} of a map is no text`);
    const isShort = bytes[position] === (0xa0 | key.length) && key.length < 0x20;
    if (isShort && this.#keys.keepable && !(key in objectPrototype)) this.#keys.keep(internalize(key));
    return key;
  }

  #extension(lead: number): unknown {
    const source = this.#source;
    const length = this.#extensionLength(lead);
    const type = (source.uint8() << 24) >> 24;
    if (length > source.end - source.position) throw source.truncated(length);
    const outerEnd = source.end;
    source.end = source.position + length;
    const value = this.#payload(type, length);
    if (source.position !== source.end) {
      throw new Failure(`${source.end - source.position} bytes too many in extension ${type}`);
    }
    source.end = outerEnd;
    return value;
  }

  #describedArray(): unknown {
    const dtype = this.value();
    this.#keepsBigints = dtype !== '';
    try {
      return describeArray(this.value(), dtype, this.value());
    } finally {
      this.#keepsBigints = false;
    }
  }

  get #int64(): 'bigint' | 'number' | undefined {
    return this.#keepsBigints ? 'bigint' : this.#hooks.int64;
  }

  #extensionLength(lead: number): number {
    const source = this.#source;
    if (lead >= 0xd4 && lead <= 0xd8) return 1 << (lead - 0xd4);
    if (lead === 0xc7) return source.uint8();
    if (lead === 0xc8) return source.uint16();
    if (lead === 0xc9) return source.uint32();
    throw new Failure('the byte 0xc1 is not used in MessagePack');
  }

  #payload(type: number, length: number): unknown {
    const source = this.#source;
    switch (type) {
      case wireExtensions.timestamp:
        return readTimestamp(source.dataView(length));
      case wireExtensions.integer:
        return readBigint(source, length);
      case wireExtensions.surrogates: {
        const at = source.take(length);
        return readUnicode(source.bytes, at, at + length, true);
      }
      case wireExtensions.mapping:
        return this.#map();
      case wireExtensions.set:
        return new Set(this.#items());
      case wireExtensions.tuple:
        return this.#items();
      case wireExtensions.named:
        return nameItems(this.value(), this.value(), this.value());
      case wireExtensions.view:
        return readView(source, this.#int64);
      case wireExtensions.pinnedView:
        return readPinnedView(source, this.#hooks, this.#int64);
      case wireExtensions.array:
        return this.#describedArray();
      case wireExtensions.pinnedBytes:
        return readPinnedBytes(source, this.#hooks);
      case wireExtensions.numbers:
        this.#enter();
        this.depth--;
        return readNumbers(source, length);
      case wireExtensions.reference:
        return this.#reference();
      case wireExtensions.convertedReference:
        return this.#reference(this.#source.uint16LittleEndian());
      case wireExtensions.function:
        return this.#function();
      default:
        throw new Failure(`the extension type ${type} is unknown`);
    }
  }

  #items(): unknown[] {
    this.#enter();
    const source = this.#source;
    const items: unknown[] = [];
    try {
      while (source.position < source.end) items.push(this.value());
    } catch (error) {
      throw Failure.within(error, `[${items.length}]`);
    }
    this.depth--;
    return items;
  }

  #map(): Map<unknown, unknown> {
    this.#enter();
    const source = this.#source;
    const map = new Map<unknown, unknown>();
    while (source.position < source.end) {
      const key = this.value();
      try {
        map.set(key, this.value());
      } catch (error) {
        throw Failure.within(error, `.get(${describeValue(key)})`);
      }
    }
    this.depth--;
    return map;
  }

  #reference(converter?: number): unknown {
    const source = this.#source;
    if (!this.#hooks.reference)
      throw new Failure('it refers to a Python object, which cannot be reached here');
    const handle = source.dataView(8).getBigUint64(0, true);
    const interpreter = source.uint32LittleEndian();
    const at = source.take(source.end - source.position);
    const typeName = readText(source.bytes, at, source.end);
    return converter === undefined
      ? this.#hooks.reference(handle, interpreter, typeName)
      : this.#hooks.reference(handle, interpreter, typeName, converter);
  }

  #function(): unknown {
    if (!this.#hooks.function) throw new Failure('it refers to a function, which cannot be reached here');
    return this.#hooks.function(this.#source.uint32LittleEndian());
  }

  #enter(): void {
    if (this.depth === maxDepth) throw new Failure(`it is nested more than ${maxDepth} deep`);
    this.depth++;
  }
}

/** Makes `__proto__` a property like any other, and `toString` one even where Object.prototype is frozen. */
function define(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, configurable: true, enumerable: true, writable: true });
}

/** The copy of a text that V8 uses for property names, which spares it the search for that copy at every use. */
function internalize(key: string): string {
  return Object.keys({ [key]: null })[0] as string;
}
