import { ConversionError, WireDecoder, WireEncoder } from '@pyloom/wire';
import {
  type Attachment,
  binding,
  type ReceivedBuffer,
  type SyncAnswer,
  type SyncBuffer,
  type SyncOutcome,
} from './binding';
import { ClosedError, PythonInterruptedError } from './errors';
import {
  flagBroadcast,
  flagKeywords,
  headerSize,
  noCaller,
  received,
  replyError,
  replyValue,
  sent,
  status,
} from './frames';
import type { FunctionKey } from './function-key';
import { type HostCallScope, runInHostCall } from './host-call';
import { JsValues } from './js-values';
import { type PoolKind, poolNumber } from './pool-kind';
import { readPythonError } from './read-python-error';
import { type ReferenceHandle, referenceSymbol } from './reference';
import type { Session } from './session';
import type { Settler } from './settler';
import { Slots } from './slots';

/**
 * From here on a buffer is not copied into its message but pinned: making the reference that pins it takes 0.4 µs,
 * as long as copying 16 KB.
 */
const pinThreshold = 16 * 1024;

/**
 * Milliseconds. While items come faster than this, the thread looks for the next ones before it goes to sleep: waking up
 * takes 20 to 50 µs, in which a generator makes dozens.
 */
const itemInterval = 0.2;

/** A call as the channel writes it: which function, with what, and where it may run. */
export interface OutgoingCall {
  readonly key: FunctionKey;
  readonly args: readonly unknown[];
  readonly kwargs?: Readonly<Record<string, unknown>> | undefined;
  readonly pool: PoolKind;
  readonly interpreter?: number | undefined;
  readonly lane?: number | undefined;
  readonly parent?: HostCallScope | undefined;
  /** The starts of the paths in errors. Default: 'args' and 'kwargs'. */
  readonly roots?: { readonly args?: string; readonly kwargs?: string } | undefined;
  /** Run in every interpreter; the key under which it is remembered for those to come, '' for not at all. */
  readonly broadcast?: string | undefined;
}

/** What was being written when a call came in between. */
interface SetAside {
  readonly encoder: WireEncoder;
  readonly attachments: Attachment[];
  readonly first: number;
  readonly interpreter: number;
}

interface PendingCall {
  readonly session: Session;
  readonly settler: Settler;
}

/**
 * This thread's connection to the core: what is sent in one turn of the event loop crosses at once, and so does what
 * comes back. One per thread.
 */
class Channel {
  readonly values = new JsValues();
  readonly #pending = new Slots<PendingCall>();
  readonly #sessions = new Map<number, Session>();
  #encoder = this.#newEncoder();
  readonly #syncEncoder = this.#newEncoder();
  readonly #replyEncoder = this.#newEncoder();
  readonly #decoder: WireDecoder;
  #attachments: Attachment[] = [];
  #firstAttachment = 0;
  /** The interpreter that a reference among the arguments belongs to. */
  #interpreter = -1;
  #session: Session | undefined;
  #flushScheduled = false;
  #inbox = new Uint8Array(0);
  #inboxView = new DataView(this.#inbox.buffer);
  #sync = new Uint8Array(0);
  /** How many values in #sync are being decoded; the code that makes references may call Python meanwhile. */
  #syncReads = 0;
  #received: readonly ReceivedBuffer[] | undefined;
  #firstReceived = 0;
  /** What the core knows as the memory of a synchronous call's arguments, and of a reply to one. */
  #syncBytes: Uint8Array | undefined;
  #replyBytes: Uint8Array | undefined;
  #answered = false;
  #hasItems = false;
  #lastItems = 0;
  readonly #onStarted: ((error: string) => void)[] = [];
  readonly #flush = () => this.flush();

  constructor() {
    this.#decoder = new WireDecoder({
      attached: (index) => {
        const received = this.#received?.[this.#firstReceived + index] as ReceivedBuffer;
        return received instanceof ArrayBuffer ? received : new Uint8Array(...received);
      },
      reference: (handle, interpreter, typeName) => {
        if (this.#session === undefined)
          throw new ClosedError('The client that a Python object was for has been closed');
        return this.#session.makeReference(Number(handle), interpreter, typeName);
      },
      function: (id) => this.values.get(id),
    });
    binding.attach(
      (length, attachments, buffer) => this.#onMessages(length, attachments, buffer),
      (session, id, hasKeywords, length, buffer, attachments) =>
        this.#onSyncCall(session, id, hasKeywords, length, buffer, attachments),
    );
  }

  // ------------------------------------------------------------------------------------------ Sessions

  addSession(session: Session): void {
    this.#sessions.set(session.id, session);
  }

  removeSession(session: Session): void {
    this.#sessions.delete(session.id);
    this.cutOff(session);
  }

  /** Rejects what is under way with ClosedError, and interrupts what runs of it. */
  cutOff(session: Session): void {
    for (const [id, call] of this.#pending.entries()) {
      if (call.session !== session) continue;
      this.cancel(id);
      call.settler.reject(new ClosedError('The client was closed while this call was under way'));
    }
  }

  onStarted(callback: (error: string) => void): void {
    this.#onStarted.push(callback);
  }

  // ------------------------------------------------------------------------------------------- Sending

  submit(session: Session, call: OutgoingCall, settler: Settler): number {
    // A getter among the arguments is calling Python: its call cannot be written into the middle of the outer one.
    const outer = this.#encoder.busy ? this.#setAside() : undefined;
    try {
      return this.#writeCall(session, call, settler);
    } finally {
      if (outer !== undefined) this.#putBack(outer);
    }
  }

  #writeCall(session: Session, call: OutgoingCall, settler: Settler): number {
    const encoder = this.#encoder;
    const start = encoder.position;
    const attached = this.#attachments.length;
    this.#firstAttachment = attached;
    this.#interpreter = call.interpreter ?? -1;
    const { kwargs } = call;
    encoder.reserve(headerSize.call);
    encoder.position = start + headerSize.call;
    try {
      if (call.broadcast !== undefined) writeText(encoder, call.broadcast);
      encoder.encodeArray(call.args, call.roots?.args ?? 'args');
      if (kwargs !== undefined) encoder.encodeRecord(kwargs, call.roots?.kwargs ?? 'kwargs');
    } catch (error) {
      encoder.position = start;
      this.#takeBack(attached);
      throw error;
    }
    const id = this.#pending.add({ session, settler });
    const end = encoder.position;
    const flags =
      (kwargs === undefined ? 0 : flagKeywords) | (call.broadcast === undefined ? 0 : flagBroadcast);
    encoder.position = start;
    encoder.writeUint32(end - start);
    encoder.writeUint32(sent.call | (poolNumber[call.pool] << 8) | (flags << 16));
    encoder.writeUint32(id);
    encoder.writeUint32(session.id);
    encoder.writeUint32(call.key.id);
    encoder.writeUint32(this.#interpreter);
    encoder.writeUint32(call.lane ?? -1);
    encoder.writeFloat64(call.parent?.active ? call.parent.token : 0);
    encoder.writeUint32(attached);
    encoder.writeUint32(this.#attachments.length - attached);
    encoder.position = end;
    this.#scheduleFlush();
    return id;
  }

  /** Makes the core forget the call. False when it has ended already. */
  cancel(id: number): boolean {
    if (this.#pending.take(id) === undefined) return false;
    this.flush();
    return binding.cancel(id);
  }

  releaseReference(handle: number, interpreter: number): void {
    const outer = this.#encoder.busy ? this.#setAside() : undefined;
    const encoder = this.#encoder;
    encoder.writeUint32(headerSize.release);
    encoder.writeUint32(sent.release);
    encoder.writeFloat64(handle);
    encoder.writeUint32(interpreter);
    this.#scheduleFlush();
    if (outer !== undefined) this.#putBack(outer);
  }

  flush(): void {
    this.#flushScheduled = false;
    const encoder = this.#encoder;
    // A getter may wait for this very turn's end while its value is being written.
    if (encoder.position === 0 || encoder.busy) return;
    const length = encoder.position;
    const attachments = this.#attachments;
    if (attachments.length > 0) this.#attachments = [];
    encoder.position = 0;
    binding.flush(encoder.bytes, length, attachments);
    encoder.trim();
  }

  #scheduleFlush(): void {
    if (this.#flushScheduled) return;
    this.#flushScheduled = true;
    queueMicrotask(this.#flush);
  }

  #setAside(): SetAside {
    const outer: SetAside = {
      encoder: this.#encoder,
      attachments: this.#attachments,
      first: this.#firstAttachment,
      interpreter: this.#interpreter,
    };
    this.#encoder = this.#newEncoder();
    this.#attachments = [];
    return outer;
  }

  #putBack(outer: SetAside): void {
    const inner = this.#encoder;
    const attachments = this.#attachments;
    this.#encoder = outer.encoder;
    this.#attachments = outer.attachments;
    this.#firstAttachment = outer.first;
    this.#interpreter = outer.interpreter;
    binding.flush(inner.bytes, inner.position, attachments);
  }

  #newEncoder(): WireEncoder {
    const attach = (data: ArrayBufferView | ArrayBuffer | SharedArrayBuffer) => {
      const shared = (ArrayBuffer.isView(data) ? data.buffer : data) instanceof SharedArrayBuffer;
      this.#attachments.push([ArrayBuffer.isView(data) ? data : new Uint8Array(data), shared]);
      return this.#attachments.length - 1 - this.#firstAttachment;
    };
    return new WireEncoder({
      special: (value, encoder) => this.#encodeSpecial(value, encoder),
      attach,
      pinThreshold,
    });
  }

  #encodeSpecial(value: object, encoder: WireEncoder): boolean {
    const reference = (value as { [referenceSymbol]?: ReferenceHandle })[referenceSymbol];
    if (reference !== undefined) {
      if (reference.released)
        throw new ClosedError(`The reference to ${reference.typeName} has been disposed of`);
      if (this.#interpreter >= 0 && this.#interpreter !== reference.interpreter) {
        encoder.fail(
          `it is a Python object of interpreter ${reference.interpreter}, but this call runs in interpreter ${this.#interpreter}`,
        );
      }
      this.#interpreter = reference.interpreter;
      encoder.writeReference(reference.handle, reference.interpreter);
      return true;
    }
    if (typeof value !== 'function') return false;
    const id = this.values.hold(value);
    this.#attachments.push(id);
    encoder.writeFunction(id);
    return true;
  }

  /** What was attached from `first` on is not sent after all. */
  #takeBack(first: number): void {
    for (const item of this.#attachments.splice(first)) {
      if (typeof item === 'number') this.values.release(item);
    }
  }

  // ----------------------------------------------------------------------------------------- Receiving

  #onMessages(
    length: number,
    attachments: readonly ReceivedBuffer[] | undefined,
    buffer: ArrayBuffer | undefined,
  ): boolean {
    if (buffer !== undefined) {
      this.#inbox = new Uint8Array(buffer);
      this.#inboxView = new DataView(buffer);
    }
    this.#answered = false;
    const bytes = this.#inbox;
    const view = this.#inboxView;
    let position = 0;
    while (position < length) {
      const end = position + view.getUint32(position, true);
      this.#received = attachments;
      switch (bytes[position + 4]) {
        case received.result:
          this.#onResult(bytes, view, position, end);
          break;
        case received.item:
          this.#onItem(bytes, view, position, end);
          break;
        case received.hostCall:
          this.#onHostCall(bytes, view, position, end);
          break;
        case received.event:
          this.#onEvent(bytes, view, position, end);
          break;
        case received.release:
          this.values.release(view.getUint32(position + 8, true));
          break;
        case received.started: {
          const error = this.#decoder.decode(bytes, position + 8, end, 'error') as string;
          for (const callback of this.#onStarted.splice(0)) callback(error);
          break;
        }
        case received.warning:
          process.emitWarning(
            this.#decoder.decode(bytes, position + 8, end, 'warning') as string,
            'PyloomWarning',
          );
          break;
      }
      position = end;
    }
    this.flush();
    return this.#answered || this.#isStreaming();
  }

  /** Whether items of streams follow each other so closely that the next are as good as there. */
  #isStreaming(): boolean {
    if (!this.#hasItems) return false;
    this.#hasItems = false;
    const now = performance.now();
    const since = now - this.#lastItems;
    this.#lastItems = now;
    return since < itemInterval;
  }

  #onResult(bytes: Uint8Array, view: DataView, position: number, end: number): void {
    const id = view.getUint32(position + 8, true);
    const ended = bytes[position + 5] as number;
    this.#firstReceived = view.getUint32(position + 12, true);
    if (ended === status.reroute) {
      const call = this.#pending.get(id);
      const [reason, module] = this.#decoder.decode(bytes, position + headerSize.result, end, 'reroute') as [
        'async' | 'home',
        string,
      ];
      call?.settler.reroute(id, reason, module);
      return;
    }
    const call = this.#pending.take(id);
    if (call === undefined) return;
    const { settler } = call;
    this.#session = call.session;
    let value: unknown;
    try {
      value = this.#decodeOutcome(ended, bytes, position + headerSize.result, end);
    } catch (error) {
      settler.reject(error);
      return;
    }
    settler.resolve(value);
  }

  #onItem(bytes: Uint8Array, view: DataView, position: number, end: number): void {
    const id = view.getUint32(position + 8, true);
    const call = this.#pending.get(id);
    if (call === undefined) return;
    this.#firstReceived = view.getUint32(position + 12, true);
    this.#session = call.session;
    let value: unknown;
    try {
      value = this.#decoder.decode(bytes, position + headerSize.item, end, 'item');
    } catch (error) {
      this.cancel(id);
      call.settler.reject(error);
      return;
    }
    this.#hasItems = true;
    call.settler.item?.(value);
  }

  /** Throws what the call ended with, unless that is a value. */
  #decodeOutcome(ended: number, bytes: Uint8Array, start: number, end: number): unknown {
    const decoder = this.#decoder;
    if (ended === status.ok) return decoder.decode(bytes, start, end, 'result');
    if (ended === status.closed) {
      throw new ClosedError(
        'The lane that this call was bound to was given up: its Python code did not let go of it',
      );
    }
    const description = decoder.decode(bytes, start, end, 'error');
    if (ended === status.interrupted) throw new PythonInterruptedError();
    if (ended === status.conversion) {
      const [path, message] = description as [string, string];
      throw new ConversionError(message, path);
    }
    throw readPythonError(description as Record<string, unknown>, this.values);
  }

  #onEvent(bytes: Uint8Array, view: DataView, position: number, end: number): void {
    const session = this.#sessions.get(view.getUint32(position + 8, true));
    if (session === undefined) return;
    session.deliverEvent(
      bytes[position + 5] as number,
      this.#decoder.decode(bytes, position + headerSize.event, end, 'event'),
    );
  }

  // ------------------------------------------------------------------------------------ Host functions

  #onHostCall(bytes: Uint8Array, view: DataView, position: number, end: number): void {
    const caller = view.getUint32(position + 8, true);
    const sessionId = view.getUint32(position + 12, true);
    const token = view.getFloat64(position + 16, true);
    const id = view.getUint32(position + 24, true);
    this.#firstReceived = view.getUint32(position + 28, true);
    const pending = caller === noCaller ? undefined : this.#pending.get(caller);
    const session = this.#sessions.get(sessionId) ?? pending?.session;
    const scope = { token, caller: pending?.settler, active: true, session };
    let result: unknown;
    try {
      this.#session = session;
      const args = this.#decodeArguments(
        bytes,
        position + headerSize.hostCall,
        end,
        bytes[position + 5] === 1,
      );
      const fn = this.#hostFunction(id);
      result = runInHostCall(scope, () => fn(...args));
    } catch (error) {
      scope.active = false;
      this.#reply(token, replyError, error);
      return;
    }
    if (!isThenable(result)) {
      scope.active = false;
      this.#answered = true;
      this.#reply(token, replyValue, result);
      return;
    }
    result.then(
      (value) => {
        scope.active = false;
        this.#reply(token, replyValue, value);
      },
      (error) => {
        scope.active = false;
        this.#reply(token, replyError, error);
      },
    );
  }

  #hostFunction(id: number): (...args: unknown[]) => unknown {
    const fn = this.values.get(id);
    if (typeof fn !== 'function') throw new ClosedError('This JavaScript function is no longer registered');
    return fn as (...args: unknown[]) => unknown;
  }

  #decodeArguments(bytes: Uint8Array, start: number, end: number, hasKeywords: boolean): unknown[] {
    const args = this.#decoder.decodeEach(bytes, start, end, 'args') as unknown[];
    if (hasKeywords) args.push(this.#decoder.decodeEach(bytes, this.#decoder.next, end, 'kwargs'));
    return args;
  }

  #reply(token: number, outcome: number, value: unknown): void {
    const outer = this.#encoder.busy ? this.#setAside() : undefined;
    const encoder = this.#encoder;
    const start = encoder.position;
    const attached = this.#attachments.length;
    this.#firstAttachment = attached;
    this.#interpreter = -1;
    encoder.reserve(headerSize.reply);
    encoder.position = start + headerSize.reply;
    let ended = outcome;
    try {
      encoder.encode(outcome === replyValue ? value : this.#describeError(value), 'result');
    } catch (error) {
      // What the function returned cannot cross: that is its error.
      ended = replyError;
      this.#takeBack(attached);
      encoder.position = start + headerSize.reply;
      encoder.encode(this.#describeError(error), 'error');
    }
    const end = encoder.position;
    encoder.position = start;
    encoder.writeUint32(end - start);
    encoder.writeUint32(sent.reply | (ended << 8));
    encoder.writeFloat64(token);
    encoder.writeUint32(attached);
    encoder.writeUint32(this.#attachments.length - attached);
    encoder.position = end;
    this.#scheduleFlush();
    if (outer !== undefined) this.#putBack(outer);
  }

  /** [name, message, stack]: what pyloom.JSError is made of. The error itself is attached. */
  #describeError(error: unknown): [string, string, string] {
    this.#attachments.push(this.values.hold(error));
    if (!(error instanceof Error)) return ['Error', textOf(error), ''];
    return [propertyText(error, 'name'), propertyText(error, 'message'), propertyText(error, 'stack')];
  }

  // --------------------------------------------------------------------------------------- Synchronous

  callSync(
    session: Session,
    key: FunctionKey,
    args: readonly unknown[],
    kwargs: Readonly<Record<string, unknown>> | undefined,
    roots?: OutgoingCall['roots'],
  ): unknown {
    this.flush();
    this.keepSyncBuffer();
    const encoder = this.#syncEncoder.busy ? this.#newEncoder() : this.#syncEncoder;
    // A getter of a value that is being encoded may have come here.
    const attachments = this.#attachments;
    const first = this.#firstAttachment;
    const interpreter = this.#interpreter;
    this.#attachments = [];
    this.#firstAttachment = 0;
    this.#interpreter = 0;
    let outcome: SyncOutcome;
    let isSent = false;
    encoder.position = 0;
    try {
      encoder.encodeArray(args, roots?.args ?? 'args');
      if (kwargs !== undefined) encoder.encodeRecord(kwargs, roots?.kwargs ?? 'kwargs');
      if (this.#syncBytes !== encoder.bytes) {
        this.#syncBytes = encoder.bytes;
        binding.setSyncArguments(encoder.bytes);
      }
      isSent = true;
      outcome = binding.callSync(
        session.id,
        key.id,
        encoder.position,
        kwargs !== undefined,
        this.#attachments.length,
        this.#attachments,
      );
    } finally {
      if (!isSent) this.#takeBack(0);
      this.#attachments = attachments;
      this.#firstAttachment = first;
      this.#interpreter = interpreter;
    }
    return typeof outcome === 'object' && outcome !== null ? this.readSync(session, outcome) : outcome;
  }

  /** What a synchronous call left in the buffer: u32 length, u32 status, the payload. */
  readSync(session: Session, [buffer, attachments]: SyncBuffer): unknown {
    if (buffer !== undefined) this.#sync = new Uint8Array(buffer);
    const bytes = this.#sync;
    const view = new DataView(bytes.buffer);
    return this.#readBeside(session, attachments, () =>
      this.#decodeOutcome(view.getUint32(4, true), bytes, 8, 8 + view.getUint32(0, true)),
    );
  }

  /** Before a synchronous call: what is being read stays where it is, and the call's result goes elsewhere. */
  keepSyncBuffer(): void {
    if (this.#syncReads > 0) binding.renewSyncBuffer();
  }

  /** Decodes something in #sync, with its buffers. Whatever is being decoded further out goes on afterwards. */
  #readBeside<T>(
    session: Session | undefined,
    attachments: readonly ReceivedBuffer[] | undefined,
    read: () => T,
  ): T {
    const outer = { received: this.#received, first: this.#firstReceived, session: this.#session };
    this.#received = attachments;
    this.#firstReceived = 0;
    this.#session = session;
    this.#syncReads++;
    try {
      return read();
    } finally {
      this.#syncReads--;
      this.#received = outer.received;
      this.#firstReceived = outer.first;
      this.#session = outer.session;
    }
  }

  /** A host function called within callSync, on this very stack. */
  #onSyncCall(
    sessionId: number,
    id: number,
    hasKeywords: boolean,
    length: number,
    buffer: ArrayBuffer | undefined,
    attachments: readonly ReceivedBuffer[] | undefined,
  ): SyncAnswer {
    if (buffer !== undefined) this.#sync = new Uint8Array(buffer);
    const bytes = this.#sync;
    let reply: unknown;
    let failed = false;
    try {
      const args = this.#readBeside(this.#sessions.get(sessionId), attachments, () =>
        this.#decodeArguments(bytes, 0, length, hasKeywords),
      );
      reply = this.#hostFunction(id)(...args);
      if (isThenable(reply)) {
        reply.then(undefined, () => {}); // its failure is reported below, as the error that it is
        throw new TypeError(
          'This JavaScript function returned a promise, which callSync cannot wait for: use the asynchronous call()',
        );
      }
    } catch (error) {
      failed = true;
      reply = error;
    }
    return this.#answerSync(reply, failed);
  }

  #answerSync(reply: unknown, failed: boolean): SyncAnswer {
    const encoder = this.#replyEncoder.busy ? this.#newEncoder() : this.#replyEncoder;
    const outer = {
      attachments: this.#attachments,
      first: this.#firstAttachment,
      interpreter: this.#interpreter,
    };
    const attachments: Attachment[] = [];
    this.#attachments = attachments;
    this.#firstAttachment = 0;
    this.#interpreter = 0;
    encoder.position = 0;
    let isError = failed;
    try {
      encoder.encode(failed ? this.#describeError(reply) : reply, 'result');
    } catch (error) {
      // What the function returned cannot cross: that is its error.
      isError = true;
      this.#takeBack(0);
      encoder.position = 0;
      encoder.encode(this.#describeError(error), 'error');
    } finally {
      this.#attachments = outer.attachments;
      this.#firstAttachment = outer.first;
      this.#interpreter = outer.interpreter;
    }
    if (this.#replyBytes !== encoder.bytes) {
      this.#replyBytes = encoder.bytes;
      binding.setSyncReply(encoder.bytes);
    }
    const length = isError ? -encoder.position : encoder.position;
    return attachments.length === 0 ? length : [length, attachments];
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    referenceSymbol in value === false &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}

function propertyText(error: Error, key: 'name' | 'message' | 'stack'): string {
  try {
    return textOf(error[key] ?? '');
  } catch {
    return ''; // a getter that throws itself
  }
}

/** The text of whatever was thrown, which may be anything. */
function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

function writeText(encoder: WireEncoder, text: string): void {
  const bytes = Buffer.from(text);
  encoder.writeUint32(bytes.length);
  for (const byte of bytes) encoder.writeUint8(byte);
}

let instance: Channel | undefined;

/** The channel of this thread; made, and the addon attached, with the first use. */
export function channel(): Channel {
  instance ??= new Channel();
  return instance;
}

export type { Channel };
