import { ClosedError } from '@pyloom/common';
import type { FunctionKey } from '../calls/function-key';
import type { OutgoingCall } from '../calls/outgoing-call';
import type { Recipient } from '../calls/recipient';
import {
  type Attachment,
  binding,
  type ReceivedBuffer,
  type Scalar,
  type SyncAnswer,
  type SyncBuffer,
  type SyncOutcome,
  type SyncReply,
} from '../core/binding';
import { describeJsError } from '../messages/describe-js-error';
import type { MessageReader } from '../messages/message-reader';
import { MessageWriter } from '../messages/message-writer';
import { isThenable } from '../values/is-thenable';
import type { JsValues } from '../values/js-values';
import { hostFunction } from './host-functions';

/** Bytes. The buffers of a larger message are not kept for the next. */
const keptBuffer = 2 * 1024 * 1024;

/** In units of UTF-16, below what the core has room for. */
const longestScalarText = 2048;

const none: readonly Attachment[] = [];

/** Runs on this thread itself, in the main interpreter. */
const mainInterpreter = 0;

/** Calls from JavaScript to Python and back on one stack, and from there to JavaScript again, to any depth. */
export class SyncChannel {
  readonly #values: JsValues;
  readonly #reader: MessageReader;
  readonly #arguments: MessageWriter;
  readonly #replies: MessageWriter;
  /** What the core knows as the memory of a call's arguments, and of a reply to one. */
  #argumentBytes: Uint8Array | undefined;
  #replyBytes: Uint8Array | undefined;
  /** Where the core leaves what comes back. */
  #bytes = new Uint8Array(0);
  /** How many values in there are being decoded; the code that makes references may call Python meanwhile. */
  #reads = 0;

  constructor(values: JsValues, reader: MessageReader) {
    this.#values = values;
    this.#reader = reader;
    this.#arguments = new MessageWriter(values);
    this.#replies = new MessageWriter(values);
  }

  call(
    session: Recipient,
    key: FunctionKey,
    args: readonly unknown[],
    kwargs: Readonly<Record<string, unknown>> | undefined,
    roots?: OutgoingCall['roots'],
  ): unknown {
    this.keepBuffer();
    if (kwargs === undefined && !session.remote) {
      const outcome = callWithScalars(session, key, args);
      if (outcome !== undefined) return this.#valueOf(session, outcome);
    }
    // A getter of a value that is being encoded may have come here.
    const writer = this.#arguments.busy ? new MessageWriter(this.#values) : this.#arguments;
    const { encoder } = writer;
    encoder.position = 0;
    writer.begin(session, session.remote ? -1 : mainInterpreter);
    try {
      encoder.encodeArray(args, roots?.args ?? 'args');
      if (kwargs !== undefined) encoder.encodeRecord(kwargs, roots?.kwargs ?? 'kwargs');
      // A getter may have closed it, and the core does not know it any more.
      if (session.closed) throw new ClosedError('This client was closed by one of the arguments');
    } catch (error) {
      writer.takeBack();
      throw error;
    }
    if (this.#argumentBytes !== encoder.bytes) {
      this.#argumentBytes = encoder.bytes;
      binding.setSyncArguments(encoder.bytes);
    }
    const attachments = writer.takeAttachments();
    const outcome = binding.callSync(
      session.id,
      key.id,
      encoder.position,
      kwargs !== undefined,
      attachments.length,
      attachments,
      writer.interpreter,
    );
    if (encoder.bytes.length > keptBuffer) {
      encoder.trim();
      this.#argumentBytes = undefined;
    }
    return this.#valueOf(session, outcome);
  }

  #valueOf(session: Recipient, outcome: SyncOutcome): unknown {
    return typeof outcome === 'object' && outcome !== null ? this.read(session, outcome) : outcome;
  }

  /** What a call left in the buffer: u32 length, u32 status, the payload. */
  read(session: Recipient, [buffer, received]: SyncBuffer): unknown {
    if (buffer !== undefined) this.#bytes = new Uint8Array(buffer);
    const bytes = this.#bytes;
    const view = new DataView(bytes.buffer);
    return this.#readBeside(session, received, () =>
      this.#reader.decodeOutcome(view.getUint32(4, true), bytes, 8, 8 + view.getUint32(0, true)),
    );
  }

  /** Before a call: what is being read stays where it is, and the call's result goes elsewhere. */
  keepBuffer(): void {
    if (this.#reads > 0) binding.renewSyncBuffer();
    const { busy, encoder } = this.#replies;
    if (!busy && this.#replyBytes !== undefined && this.#replyBytes.length > keptBuffer) {
      encoder.position = 0; // The core has read it by now.
      encoder.trim();
      this.#replyBytes = undefined;
    }
  }

  /** A host function called within a call, on this very stack. */
  answer(
    session: Recipient | undefined,
    id: number,
    hasKeywords: boolean,
    length: number,
    buffer: ArrayBuffer | undefined,
    received: readonly ReceivedBuffer[] | undefined,
  ): SyncAnswer {
    if (buffer !== undefined) this.#bytes = new Uint8Array(buffer);
    const bytes = this.#bytes;
    try {
      const args = this.#readBeside(session, received, () =>
        this.#reader.decodeArguments(bytes, 0, length, hasKeywords),
      );
      const result = hostFunction(this.#values, id)(...args);
      refusePromise(result);
      return this.#reply(session, result, false);
    } catch (error) {
      return this.#reply(session, error, true);
    }
  }

  /** The same without messages, where that is possible. Apart for each count, since spreading costs 40 ns. */
  answerScalars(
    session: Recipient | undefined,
    id: number,
    count: number,
    a: Scalar,
    b: Scalar,
    c: Scalar,
    d: Scalar,
  ): Scalar | SyncReply {
    let answer: SyncAnswer;
    try {
      const fn = hostFunction(this.#values, id);
      let result: unknown;
      if (count === 1) result = fn(a);
      else if (count === 0) result = fn();
      else if (count === 2) result = fn(a, b);
      else result = count === 3 ? fn(a, b, c) : fn(a, b, c, d);
      if (isScalar(result)) return result;
      refusePromise(result);
      answer = this.#reply(session, result, false);
    } catch (error) {
      answer = this.#reply(session, error, true);
    }
    return typeof answer === 'number' ? [answer, none] : answer;
  }

  #reply(session: Recipient | undefined, value: unknown, failed: boolean): SyncAnswer {
    const writer = this.#replies.busy ? new MessageWriter(this.#values) : this.#replies;
    const { encoder } = writer;
    encoder.position = 0;
    writer.begin(session, session?.remote ? -1 : mainInterpreter);
    let isError = failed;
    try {
      encoder.encode(failed ? describeJsError(value, writer) : value, 'result');
    } catch (error) {
      // What the function returned cannot cross: that is its error.
      isError = true;
      writer.takeBack();
      encoder.position = 0;
      encoder.encode(describeJsError(error, writer), 'error');
    }
    if (this.#replyBytes !== encoder.bytes) {
      this.#replyBytes = encoder.bytes;
      binding.setSyncReply(encoder.bytes);
    }
    const length = isError ? -encoder.position : encoder.position;
    const attachments = writer.takeAttachments();
    return attachments.length === 0 ? length : [length, attachments];
  }

  #readBeside<T>(
    session: Recipient | undefined,
    received: readonly ReceivedBuffer[] | undefined,
    read: () => T,
  ): T {
    this.#reads++;
    try {
      return this.#reader.beside(session, received, read);
    } finally {
      this.#reads--;
      if (this.#reads === 0 && this.#bytes.length > keptBuffer) {
        binding.renewSyncBuffer();
        this.#bytes = new Uint8Array(0);
      }
    }
  }
}

/** @throws TypeError if it is a promise. */
function refusePromise(result: unknown): void {
  if (!isThenable(result)) return;
  result.then(undefined, () => {}); // its failure is reported here, as the error that it is
  throw new TypeError(
    'This JavaScript function returned a promise, which callSync cannot wait for: use the asynchronous call()',
  );
}

/** Whether the core takes it as it is. A text that is longer than its limit is encoded. */
function isScalar(value: unknown): value is Scalar {
  switch (typeof value) {
    case 'number':
    case 'boolean':
    case 'undefined':
      return true;
    case 'string':
      return value.length <= longestScalarText;
    default:
      return value === null;
  }
}

/** Without a message, where that is possible: a function that was called before, and arguments that are as they are. */
function callWithScalars(session: Recipient, key: FunctionKey, args: readonly unknown[]): SyncOutcome {
  // Most calls have one argument or none; spreading costs 40 ns.
  if (args.length === 1) {
    const [only] = args;
    return typeof only === 'object' ? undefined : binding.callNamed(session.id, key.id, only);
  }
  if (args.length === 0) return binding.callNamed(session.id, key.id);
  return typeof args[0] === 'object' ? undefined : binding.callNamed(session.id, key.id, ...args);
}
