import type { WireEncoder } from '@pyloom/wire';
import type { OutgoingCall } from '../calls/outgoing-call';
import type { Recipient } from '../calls/recipient';
import { binding } from '../core/binding';
import { flagBroadcast, flagKeywords, headerSize, replyError, replyValue, sent } from '../core/frames';
import { poolNumber } from '../core/pool-kind';
import { describeJsError } from '../messages/describe-js-error';
import { MessageWriter } from '../messages/message-writer';
import type { JsValues } from '../values/js-values';

/**
 * Bytes, some sixty small calls. What is written beyond them crosses without waiting for the end of the turn: lanes begin the first
 * of a thousand calls while the others are being written, which takes half the time together.
 */
const enough = 4096;

const microtask = Promise.resolve();

/** What this thread sends to the core. What one turn of the event loop writes crosses at once, at the end of its microtasks. */
export class Outbox {
  readonly #values: JsValues;
  #writer: MessageWriter;
  #flushScheduled = false;
  readonly #afterwards: (() => void)[] = [];
  readonly #flush = () => this.flush();

  constructor(values: JsValues) {
    this.#values = values;
    this.#writer = new MessageWriter(values);
  }

  /**
   * `wanted`: asked once the values are written, as a getter among them may have ended the call or closed its session. Then
   * nothing is sent: the core does not know that session any more, and the call's number may be another's.
   * @throws ConversionError, with nothing sent.
   */
  addCall(session: Recipient, id: number, call: OutgoingCall, wanted: () => boolean): void {
    const outer = this.#open();
    const writer = this.#writer;
    const { encoder } = writer;
    const start = beginFrame(writer, headerSize.call, session, call);
    const { kwargs, broadcast } = call;
    try {
      if (broadcast !== undefined) writeText(encoder, broadcast);
      encoder.encodeArray(call.args, call.roots?.args ?? 'args');
      if (kwargs !== undefined) encoder.encodeRecord(kwargs, call.roots?.kwargs ?? 'kwargs');
    } catch (error) {
      encoder.position = start;
      writer.takeBack();
      this.#close(outer);
      throw error;
    } finally {
      writer.endCall();
    }
    if (!wanted()) {
      encoder.position = start;
      writer.takeBack();
      this.#close(outer);
      return;
    }
    const end = encoder.position;
    const flags = (kwargs === undefined ? 0 : flagKeywords) | (broadcast === undefined ? 0 : flagBroadcast);
    encoder.position = start;
    encoder.writeUint32(end - start);
    encoder.writeUint32(sent.call | (poolNumber[call.pool] << 8) | (flags << 16));
    encoder.writeUint32(id);
    encoder.writeUint32(session.id);
    encoder.writeUint32(call.key.id);
    encoder.writeUint32((call.routeKey ?? call.key).id);
    encoder.writeUint32(writer.interpreter);
    encoder.writeUint32(call.lane ?? -1);
    encoder.writeFloat64(call.parent?.active ? call.parent.token : 0);
    encoder.writeUint32(writer.firstAttachment);
    encoder.writeUint32(writer.attachmentCount);
    encoder.position = end;
    this.#close(outer);
  }

  /** What a host function returned, or threw; one that returned what cannot cross threw that error. */
  addReply(
    session: Recipient | undefined,
    token: number,
    outcome: typeof replyValue | typeof replyError,
    value: unknown,
  ): void {
    const outer = this.#open();
    const writer = this.#writer;
    const { encoder } = writer;
    const start = beginFrame(writer, headerSize.reply, session);
    let ended = outcome;
    try {
      encoder.encode(outcome === replyValue ? value : describeJsError(value, writer), 'result');
    } catch (error) {
      ended = replyError;
      writer.takeBack();
      encoder.position = start + headerSize.reply;
      encoder.encode(describeJsError(error, writer), 'error');
    }
    const end = encoder.position;
    encoder.position = start;
    encoder.writeUint32(end - start);
    encoder.writeUint32(sent.reply | (ended << 8));
    encoder.writeFloat64(token);
    encoder.writeUint32(writer.firstAttachment);
    encoder.writeUint32(writer.attachmentCount);
    encoder.position = end;
    this.#close(outer);
  }

  addRelease(handle: number, interpreter: number): void {
    const outer = this.#open();
    const { encoder } = this.#writer;
    encoder.writeUint32(headerSize.release);
    encoder.writeUint32(sent.release);
    encoder.writeFloat64(handle);
    encoder.writeUint32(interpreter);
    this.#close(outer);
  }

  /** Sends what there is now. False while a value is being written, whose getter has come here: it is sent afterwards. */
  flush(): boolean {
    this.#flushScheduled = false;
    if (this.#writer.busy) return false;
    try {
      send(this.#writer);
    } finally {
      if (this.#afterwards.length > 0) for (const callback of this.#afterwards.splice(0)) callback();
    }
    return true;
  }

  /** Once what waits to be sent by now has been sent. */
  afterwards(callback: () => void): void {
    this.#afterwards.push(callback);
  }

  /** A getter among the values may be calling Python: its frame cannot be written into the midst of the outer one. */
  #open(): MessageWriter | undefined {
    const outer = this.#writer;
    if (!outer.busy) return undefined;
    this.#writer = new MessageWriter(this.#values);
    return outer;
  }

  /** Sends the frame, at once if another waits to be written on. */
  #close(outer: MessageWriter | undefined): void {
    if (outer === undefined) {
      this.#scheduleFlush();
      if (this.#writer.encoder.position >= enough) this.#sendEarly();
      return;
    }
    const inner = this.#writer;
    this.#writer = outer;
    send(inner);
  }

  /** An error is nobody's in particular, and not that of the call which was written last. */
  #sendEarly(): void {
    try {
      send(this.#writer);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }

  #scheduleFlush(): void {
    if (this.#flushScheduled) return;
    this.#flushScheduled = true;
    // A microtask as of queueMicrotask(), which makes an asynchronous resource for it: a tenth of a call that awaits its answer.
    void microtask.then(this.#flush);
  }
}

/** Leaves room for the header, which is written when the rest is known. Returns where the frame begins. */
function beginFrame(
  writer: MessageWriter,
  header: number,
  session: Recipient | undefined,
  call?: OutgoingCall,
): number {
  const { encoder } = writer;
  const start = encoder.position;
  writer.begin(session, call?.interpreter ?? -1, call);
  encoder.reserve(header);
  encoder.position = start + header;
  return start;
}

function send(writer: MessageWriter): void {
  const { encoder } = writer;
  const length = encoder.position;
  if (length === 0) return;
  const attachments = writer.takeAttachments();
  encoder.position = 0;
  binding.flush(encoder.bytes, length, attachments);
  encoder.trim();
}

function writeText(encoder: WireEncoder, text: string): void {
  const bytes = Buffer.from(text);
  encoder.writeUint32(bytes.length);
  for (const byte of bytes) encoder.writeUint8(byte);
}
