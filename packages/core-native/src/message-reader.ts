import type { AsyncResource } from 'node:async_hooks';
import { ConversionError, type Root, WireDecoder } from '@pyloom/wire';
import type { ReceivedBuffer } from './binding';
import { ClosedError, PythonInterruptedError } from './errors';
import { status } from './frames';
import type { JsValues } from './js-values';
import { readPythonError } from './read-python-error';
import type { Session } from './session';

/** Values that came from the core, and what came beside them. */
export class MessageReader {
  readonly #values: JsValues;
  readonly #decoder: WireDecoder;
  #session: Session | undefined;
  #received: readonly ReceivedBuffer[] | undefined;
  #first = 0;
  #context: AsyncResource | undefined;

  constructor(values: JsValues) {
    this.#values = values;
    this.#decoder = new WireDecoder({
      attached: (index) => {
        const received = this.#received?.[this.#first + index] as ReceivedBuffer;
        return received instanceof ArrayBuffer ? received : new Uint8Array(...received);
      },
      reference: (handle, interpreter, typeName, converter) => {
        if (this.#session === undefined)
          throw new ClosedError('The client that a Python object was for has been closed');
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
    session: Session | undefined,
    received: readonly ReceivedBuffer[] | undefined,
    first: number,
    context?: AsyncResource,
  ): void {
    this.#session = session;
    this.#received = received;
    this.#first = first;
    this.#context = context;
  }

  /** Keeps nothing of the message alive. */
  end(): void {
    this.#received = undefined;
    this.#context = undefined;
  }

  #makeReference(session: Session, ...made: Parameters<Session['makeReference']>): unknown {
    const context = this.#context;
    if (context === undefined) return session.makeReference(...made);
    return context.runInAsyncScope(session.makeReference, session, ...made);
  }

  /** Reads another message amid one that is being read, which goes on afterwards. */
  beside<T>(session: Session | undefined, received: readonly ReceivedBuffer[] | undefined, read: () => T): T {
    const outer = [this.#session, this.#received, this.#first, this.#context] as const;
    this.begin(session, received, 0);
    try {
      return read();
    } finally {
      this.begin(...outer);
    }
  }

  decode(bytes: Uint8Array, start: number, end: number, root: Root): unknown {
    return this.#decoder.decode(bytes, start, end, root);
  }

  /** The arguments of a host function; keyword arguments as an object at their end. */
  decodeArguments(bytes: Uint8Array, start: number, end: number, hasKeywords: boolean): unknown[] {
    const args = this.#decoder.decodeEach(bytes, start, end, 'args') as unknown[];
    if (hasKeywords) args.push(this.#decoder.decodeEach(bytes, this.#decoder.next, end, 'kwargs'));
    return args;
  }

  /** Throws what the call ended with, unless that is a value. */
  decodeOutcome(ended: number, bytes: Uint8Array, start: number, end: number): unknown {
    if (ended === status.ok) return this.decode(bytes, start, end, 'result');
    if (ended === status.closed) throw new ClosedError(this.decode(bytes, start, end, 'error') as string);
    const description = this.decode(bytes, start, end, 'error');
    if (ended === status.interrupted) throw new PythonInterruptedError();
    if (ended === status.conversion) {
      const [path, message] = description as [string, string];
      throw new ConversionError(message, path);
    }
    throw readPythonError(description as Record<string, unknown>, this.#values);
  }
}
