import type { EncoderHooks } from './encoder-hooks';
import { Failure, type Root } from './failure';
import { Scratch } from './scratch';
import type { ReferenceNumbers, SpecialWriter } from './special-writer';
import { ValueWriter } from './value-writer';
import { wireExtensions } from './wire-format';
import { beginExtension, endExtension, writeExtensionHeader } from './write-header';
import { writeText } from './write-text';

const keptCapacity = 1024 * 1024;

/**
 * Encodes values, as docs/wire.md has it, one after another into a scratch buffer that is reused. A value that
 * cannot cross is a ConversionError, and leaves the buffer as it was.
 *
 * Not reentrant: a getter of an encoded object may run any code, so whoever shares an encoder looks at `busy`
 * and takes another one meanwhile.
 */
export class WireEncoder implements SpecialWriter {
  readonly #scratch = new Scratch();
  readonly #values: ValueWriter;
  #busy = false;

  constructor(hooks: EncoderHooks = {}) {
    this.#values = new ValueWriter(this.#scratch, hooks, this);
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
      this.#values.value(value);
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
      this.#values.items(values);
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
      this.#values.record(record);
    } catch (error) {
      throw this.#rollBack(start, error, root);
    } finally {
      this.#busy = false;
    }
  }

  writeReference(handle: bigint | number, interpreter: number): void {
    const scratch = this.#scratch;
    writeExtensionHeader(scratch, wireExtensions.reference, 12);
    scratch.view.setBigUint64(scratch.position, BigInt(handle), true);
    scratch.view.setUint32(scratch.position + 8, interpreter, true);
    scratch.position += 12;
  }

  writeAttribute(owner: string | ReferenceNumbers, path: string | readonly unknown[]): void {
    const scratch = this.#scratch;
    const start = beginExtension(scratch, wireExtensions.attribute);
    if (typeof owner === 'string') writeText(scratch, owner);
    else this.writeReference(owner.handle, owner.interpreter);
    this.#values.value(path);
    endExtension(scratch, start);
  }

  writeFunction(id: number): void {
    const scratch = this.#scratch;
    writeExtensionHeader(scratch, wireExtensions.function, 4);
    scratch.view.setUint32(scratch.position, id, true);
    scratch.position += 4;
  }

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
    this.#values.startOver();
    return error instanceof Failure ? error.toError(root) : error;
  }
}

function busyError(): Error {
  return new Error('The encoder is in use: a getter of the value that is being encoded has called it again');
}
