import type { AsyncResource } from 'node:async_hooks';
import { constants } from 'node:buffer';
import { ClosedError, InvalidRangeError } from '@pyloom/common';
import { ConversionError, markAsShared, type Pieces, type Root, WireDecoder } from '@pyloom/wire';
import { PythonInterruptedError } from '../calls/python-interrupted-error';
import type { Recipient } from '../calls/recipient';
import { binding, type ReceivedBuffer } from '../core/binding';
import { status } from '../core/frames';
import type { JsValues } from '../values/js-values';
import { type CrashDescription, PythonCrashedError } from '../values/python-crashed-error';
import { readPythonError } from '../values/read-python-error';

/** Values that came from the core, and what came beside them. */
export class MessageReader {
  readonly #values: JsValues;
  readonly #decoder: WireDecoder;
  #session: Recipient | undefined;
  #received: readonly ReceivedBuffer[] | undefined;
  #first = 0;
  #context: AsyncResource | undefined;
  readonly #release: (handle: number, interpreter: number) => void;
  /** How many references of this message were made. */
  #made = 0;
  /** How many of those that come are known; the others are given up. Undefined: the message is read. */
  #known: number | undefined = undefined;

  /** `release` gives up a Python object that nobody gets to know. */
  constructor(values: JsValues, release: (handle: number, interpreter: number) => void) {
    this.#values = values;
    this.#release = release;
    const reader = this;
    this.#decoder = new WireDecoder({
      get int64() {
        return reader.#session?.int64 ?? 'bigint';
      },
      attached: (index) => {
        const received = this.#received?.[this.#first + index] as ReceivedBuffer;
        // By its shape: test runners load the package into a realm of its own.
        if (!Array.isArray(received)) return received as ArrayBuffer;
        if (isInPieces(received)) return inPieces(received[0]);
        const [buffer, offset, length, isShared] = received as Part;
        if (isShared) markAsShared(buffer as ArrayBuffer);
        return new Uint8Array(buffer, offset, length);
      },
      reference: (handle, interpreter, typeName, converter) => {
        if (this.#known !== undefined) return this.#giveUp(Number(handle), interpreter);
        if (this.#session === undefined)
          throw new ClosedError('The client that a Python object was for has been closed');
        this.#made++;
        return this.#makeReference(this.#session, Number(handle), interpreter, typeName, converter);
      },
      function: (id) => values.get(id),
    });
  }

  /**
   * Before the values of a message: whose they are, which of the buffers belong to them, and in which asynchronous context
   * references are made of them, since that may call a converter; undefined: in that of the caller.
   */
  begin(
    session: Recipient | undefined,
    received: readonly ReceivedBuffer[] | undefined,
    first: number,
    context?: AsyncResource,
  ): void {
    this.#session = session;
    this.#received = received;
    this.#first = first;
    this.#context = context;
    this.#made = 0;
  }

  /** Keeps nothing of the message alive. */
  end(): void {
    this.#received = undefined;
    this.#context = undefined;
  }

  #makeReference(session: Recipient, ...made: Parameters<Recipient['makeReference']>): unknown {
    const context = this.#context;
    if (context === undefined) return session.makeReference(...made);
    return context.runInAsyncScope(session.makeReference, session, ...made);
  }

  /** Reads another message amid one that is being read, which goes on afterwards. */
  beside<T>(
    session: Recipient | undefined,
    received: readonly ReceivedBuffer[] | undefined,
    read: () => T,
  ): T {
    const outer = [this.#session, this.#received, this.#first, this.#context] as const;
    const made = this.#made;
    this.begin(session, received, 0);
    try {
      return read();
    } finally {
      this.begin(...outer);
      this.#made = made;
    }
  }

  decode(bytes: Uint8Array, start: number, end: number, root: Root): unknown {
    try {
      return this.#decoder.decode(bytes, start, end, root);
    } catch (error) {
      this.#giveUpRest(bytes, start, end);
      throw error;
    }
  }

  /** The first of the values in a short array, be it that others in it cannot be read; undefined where it is none. */
  firstOf(bytes: Uint8Array, start: number, end: number): unknown {
    const isShortArray = ((bytes[start] as number) & 0xf0) === 0x90;
    if (!isShortArray) return undefined;
    try {
      return this.#decoder.decodeAt(bytes, start + 1, end, 'first');
    } catch {
      return undefined;
    }
  }

  /** A value that nobody waits for any more: its Python objects are given up. */
  discard(bytes: Uint8Array, start: number, end: number): void {
    this.#made = 0;
    this.#giveUpRest(bytes, start, end);
  }

  /** The Python objects of values of which the reading failed, those excepted that references were made of. */
  #giveUpRest(bytes: Uint8Array, start: number, end: number): void {
    this.#known = this.#made;
    try {
      let next = start;
      while (next < end) {
        this.#decoder.decodeEach(bytes, next, end, 'discarded');
        next = this.#decoder.next;
      }
    } catch {
      // What could not be read before cannot now: it is what the caller is told.
    } finally {
      this.#known = undefined;
    }
  }

  #giveUp(handle: number, interpreter: number): undefined {
    if (this.#known === 0) this.#release(handle, interpreter);
    else (this.#known as number)--;
  }

  /** The arguments of a host function; keyword arguments as an object at their end. */
  decodeArguments(bytes: Uint8Array, start: number, end: number, hasKeywords: boolean): unknown[] {
    try {
      const args = this.#decoder.decodeEach(bytes, start, end, 'args') as unknown[];
      if (hasKeywords) args.push(this.#decoder.decodeEach(bytes, this.#decoder.next, end, 'kwargs'));
      return args;
    } catch (error) {
      this.#giveUpRest(bytes, start, end);
      throw error;
    }
  }

  /** Throws what the call ended with, unless that is a value. */
  decodeOutcome(ended: number, bytes: Uint8Array, start: number, end: number): unknown {
    if (ended === status.ok) return this.decode(bytes, start, end, 'result');
    if (ended === status.closed) throw new ClosedError(this.decode(bytes, start, end, 'error') as string);
    const description = this.decode(bytes, start, end, 'error');
    if (ended === status.crashed) throw new PythonCrashedError(description as CrashDescription);
    if (ended === status.interrupted) throw new PythonInterruptedError();
    if (ended === status.conversion) {
      const [path, message] = description as [string, string];
      throw new ConversionError(message, path);
    }
    throw readPythonError(description as Record<string, unknown>, this.#values);
  }
}

function inPieces(pieces: unknown): Pieces {
  return {
    take: (index) => {
      const memory = binding.takePiece(pieces, index, constants.MAX_LENGTH);
      if (memory !== undefined) return memory;
      throw new InvalidRangeError(
        `A piece of this memory has more than ${constants.MAX_LENGTH} bytes, which no ArrayBuffer of this Node can have: take it in parts`,
      );
    },
  };
}

type Part = Extract<ReceivedBuffer, { readonly length: 4 }>;

function isInPieces(received: readonly unknown[]): received is readonly [pieces: unknown] {
  return received.length === 1;
}
