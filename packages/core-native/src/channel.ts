import type { AsyncResource } from 'node:async_hooks';
import { binding, type ReceivedBuffer } from './binding';
import { ClosedError } from './errors';
import { headerSize, noCaller, received, status } from './frames';
import type { FunctionKey } from './function-key';
import { answerHostCall, hostFunction } from './host-functions';
import { JsValues } from './js-values';
import { MessageReader } from './message-reader';
import { Outbox } from './outbox';
import type { OutgoingCall } from './outgoing-call';
import { HostCall, PendingCall } from './pending-call';
import type { Session } from './session';
import type { RerouteReason, Settler } from './settler';
import { Slots } from './slots';
import { SyncChannel } from './sync-channel';

/**
 * Milliseconds. While items come faster than this, the thread looks for the next ones before it goes to sleep: waking up
 * takes 20 to 50 µs, in which a generator makes dozens.
 */
const itemInterval = 0.2;

/** Bytes. The core gives up a larger inbox when it has been read: kKept of native/binding/outbox.h. */
const keptInbox = 2 * 1024 * 1024;

/** A frame of what came: where it lies in the inbox, and what came beside it. */
interface Frame {
  readonly position: number;
  readonly end: number;
  readonly attachments: readonly ReceivedBuffer[] | undefined;
}

/**
 * This thread's connection to the core: what is sent in one turn of the event loop crosses at once, and so does what
 * comes back. One per thread.
 */
class Channel {
  readonly values = new JsValues();
  readonly #pending = new Slots<PendingCall>();
  readonly #sessions = new Map<number, Session>();
  readonly #outbox = new Outbox(this.values);
  readonly #reader = new MessageReader(this.values, (handle, interpreter) =>
    this.#outbox.addRelease(handle, interpreter),
  );
  readonly #sync = new SyncChannel(this.values, this.#reader);
  #inbox = new Uint8Array(0);
  #inboxView = new DataView(this.#inbox.buffer);
  /** Whether host functions have answered, and items come, in the messages that are being read. */
  #answered = false;
  #hasItems = false;
  #lastItems = 0;
  readonly #onStarted: ((error: string) => void)[] = [];

  constructor() {
    binding.attach(
      (length, attachments, buffer) => this.#onMessages(length, attachments, buffer),
      (session, id, hasKeywords, length, buffer, attachments) =>
        this.#sync.answer(this.#sessions.get(session), id, hasKeywords, length, buffer, attachments),
      () => {},
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
      if (call.session !== session || call.ended) continue;
      this.cancel(id);
      call.settler.reject(new ClosedError('The client was closed while this call was under way'));
    }
  }

  onStarted(callback: (error: string) => void): void {
    this.#onStarted.push(callback);
  }

  // ------------------------------------------------------------------------------------------- Sending

  /**
   * Encodes the call now, and returns its number.
   * @throws ConversionError, with nothing sent.
   */
  submit(session: Session, call: OutgoingCall, settler: Settler): number {
    const pending = new PendingCall(session, settler);
    const id = this.#pending.add(pending);
    try {
      this.#outbox.addCall(session.id, id, call, () => !pending.ended);
    } catch (error) {
      // Its number may be another's if it has ended meanwhile.
      if (!pending.ended) this.#take(id);
      throw error;
    }
    return id;
  }

  #take(id: number): PendingCall | undefined {
    const call = this.#pending.take(id);
    if (call !== undefined) call.ended = true;
    return call;
  }

  /** Makes the core forget the call. False when it has ended already. */
  cancel(id: number): boolean {
    const call = this.#pending.get(id);
    if (call === undefined || call.ended) return false;
    call.ended = true;
    const sent = this.#outbox.flush();
    const known = binding.cancel(id);
    if (sent || known) {
      this.#pending.take(id);
      return known;
    }
    // It waits to be sent: until the core has forgotten it, its number is no other call's.
    this.#outbox.afterwards(() => {
      binding.cancel(id);
      this.#pending.take(id);
    });
    return true;
  }

  releaseReference(handle: number, interpreter: number): void {
    this.#outbox.addRelease(handle, interpreter);
  }

  // --------------------------------------------------------------------------------------- Synchronous

  callSync(
    session: Session,
    key: FunctionKey,
    args: readonly unknown[],
    kwargs: Readonly<Record<string, unknown>> | undefined,
    roots?: OutgoingCall['roots'],
  ): unknown {
    this.#outbox.flush();
    return this.#sync.call(session, key, args, kwargs, roots);
  }

  /** What a bound function left behind, where it is no scalar. */
  readSync: SyncChannel['read'] = (session, outcome) => this.#sync.read(session, outcome);

  /** Before a bound function is called. */
  keepSyncBuffer(): void {
    this.#sync.keepBuffer();
  }

  // ----------------------------------------------------------------------------------------- Receiving

  #onMessages(
    length: number,
    attachments: readonly ReceivedBuffer[] | undefined,
    buffer: ArrayBuffer | undefined,
  ): boolean {
    if (buffer !== undefined) this.#useInbox(buffer);
    this.#answered = false;
    let position = 0;
    while (position < length) {
      const end = position + this.#inboxView.getUint32(position, true);
      this.#onFrame({ position, end, attachments });
      position = end;
    }
    this.#outbox.flush();
    // The core makes a new one then.
    if (this.#inbox.length > keptInbox) this.#useInbox(new ArrayBuffer(0));
    return this.#answered || this.#isStreaming();
  }

  #useInbox(buffer: ArrayBuffer): void {
    this.#inbox = new Uint8Array(buffer);
    this.#inboxView = new DataView(buffer);
  }

  #onFrame(frame: Frame): void {
    switch (this.#inbox[frame.position + 4]) {
      case received.result:
        this.#onResult(frame);
        break;
      case received.item:
        this.#onItem(frame);
        break;
      case received.hostCall:
        this.#onHostCall(frame);
        break;
      case received.event:
        this.#onEvent(frame);
        break;
      case received.release:
        this.values.release(this.#uint32(frame, 8));
        break;
      case received.started:
        this.#onStart(this.#decode(frame, 8, 'error') as string);
        break;
      case received.warning:
        process.emitWarning(this.#decode(frame, 8, 'warning') as string, 'PyloomWarning');
        break;
    }
  }

  #uint32({ position }: Frame, offset: number): number {
    return this.#inboxView.getUint32(position + offset, true);
  }

  #decode({ position, end }: Frame, header: number, root: string): unknown {
    return this.#reader.decode(this.#inbox, position + header, end, root);
  }

  #onStart(error: string): void {
    for (const callback of this.#onStarted.splice(0)) callback(error);
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

  #onResult(frame: Frame): void {
    const { position, end, attachments } = frame;
    const id = this.#uint32(frame, 8);
    const ended = this.#inbox[position + 5] as number;
    if (ended === status.reroute) {
      const call = this.#pending.get(id);
      const [reason, module] = this.#decode(frame, headerSize.result, 'reroute') as [RerouteReason, string];
      call?.runInAsyncScope(() => call.settler.reroute(id, reason, module));
      return;
    }
    const call = this.#take(id);
    if (call === undefined) {
      // A host function of this very batch has aborted it.
      this.#reader.discard(this.#inbox, position + headerSize.result, end);
      return;
    }
    this.#reader.begin(call.session, attachments, this.#uint32(frame, 12), call);
    let value: unknown;
    try {
      value = this.#reader.decodeOutcome(ended, this.#inbox, position + headerSize.result, end);
    } catch (error) {
      call.settler.reject(error);
      return;
    } finally {
      this.#reader.end();
    }
    call.settler.resolve(value);
  }

  #onItem(frame: Frame): void {
    const id = this.#uint32(frame, 8);
    const call = this.#pending.get(id);
    if (call === undefined) {
      this.#reader.discard(this.#inbox, frame.position + headerSize.item, frame.end);
      return;
    }
    this.#reader.begin(call.session, frame.attachments, this.#uint32(frame, 12), call);
    let value: unknown;
    try {
      value = this.#decode(frame, headerSize.item, 'item');
    } catch (error) {
      this.cancel(id);
      call.settler.reject(error);
      return;
    } finally {
      this.#reader.end();
    }
    this.#hasItems = true;
    call.settler.item?.(value);
  }

  #onEvent(frame: Frame): void {
    const session = this.#sessions.get(this.#uint32(frame, 8));
    if (session === undefined) return;
    const payload = this.#decode(frame, headerSize.event, 'event');
    const kind = this.#inbox[frame.position + 5] as number;
    session.deliverEvent(kind, payload, this.#contextOf(session, payload));
  }

  /** Of the call that an event comes from, if it tells that and the call is still under way. */
  #contextOf(session: Session, payload: unknown): AsyncResource | undefined {
    const id = (payload as { call?: unknown } | null)?.call;
    if (typeof id !== 'number') return undefined;
    if (id < 0) return session.takeSyncContext(id);
    const call = this.#pending.get(id);
    return call?.session === session ? call : undefined;
  }

  #onHostCall(frame: Frame): void {
    const { position, end, attachments } = frame;
    const caller = this.#uint32(frame, 8);
    const pending = caller === noCaller ? undefined : this.#pending.get(caller);
    const session = this.#sessions.get(this.#uint32(frame, 12)) ?? pending?.session;
    const token = this.#inboxView.getFloat64(position + 16, true);
    const id = this.#uint32(frame, 24);
    const bytes = this.#inbox;
    this.#reader.begin(session, attachments, this.#uint32(frame, 28));
    const scope = new HostCall(token, pending, session);
    // Of a Python thread of its own: where the function was handed over.
    const context = pending ?? this.values.contextOf(id);
    const answered = answerHostCall(this.#outbox, scope, context, () => {
      const args = this.#reader.decodeArguments(
        bytes,
        position + headerSize.hostCall,
        end,
        bytes[position + 5] === 1,
      );
      return hostFunction(this.values, id)(...args);
    });
    if (answered) this.#answered = true;
  }
}

let instance: Channel | undefined;

/** The channel of this thread; made, and the addon attached, with the first use. */
export function channel(): Channel {
  instance ??= new Channel();
  return instance;
}

export type { Channel };
