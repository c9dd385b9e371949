import type { AsyncResource } from 'node:async_hooks';
import { HostCall } from '../calls/pending-call';
import type { Recipient } from '../calls/recipient';
import type { RerouteReason } from '../calls/settler';
import type { ReceivedBuffer } from '../core/binding';
import { headerSize, noCaller, received, status, waitOf } from '../core/frames';
import type { MessageReader } from '../messages/message-reader';
import type { JsValues } from '../values/js-values';
import type { CallsUnderWay } from './calls-under-way';
import { answerHostCall, hostFunction } from './host-functions';
import type { Outbox } from './outbox';

/** Bytes. The core gives up a larger buffer when it has been read: kKept of native/binding/outbox.h. */
const keptBuffer = 2 * 1024 * 1024;

/** A frame of what came: where it lies in the buffer, and what came beside it. */
interface Frame {
  readonly position: number;
  readonly end: number;
  readonly attachments: readonly ReceivedBuffer[] | undefined;
}

/** What the core sends to this thread: outcomes of calls, items, calls of host functions, events. */
export class Inbox {
  readonly #values: JsValues;
  readonly #reader: MessageReader;
  readonly #sessions: ReadonlyMap<number, Recipient>;
  readonly #calls: CallsUnderWay;
  readonly #outbox: Outbox;
  readonly #onStarted: (error: string) => void;
  #bytes = new Uint8Array(0);
  #view = new DataView(this.#bytes.buffer);

  /** `onStarted` is told whether CPython has started: with an error, '' for none. */
  constructor(
    values: JsValues,
    reader: MessageReader,
    sessions: ReadonlyMap<number, Recipient>,
    calls: CallsUnderWay,
    outbox: Outbox,
    onStarted: (error: string) => void,
  ) {
    this.#values = values;
    this.#reader = reader;
    this.#sessions = sessions;
    this.#calls = calls;
    this.#outbox = outbox;
    this.#onStarted = onStarted;
  }

  /** Reads all that has come. */
  receive(
    length: number,
    attachments: readonly ReceivedBuffer[] | undefined,
    buffer: ArrayBuffer | undefined,
  ): void {
    if (buffer !== undefined) this.#useBuffer(buffer);
    let position = 0;
    while (position < length) {
      const end = position + this.#view.getUint32(position, true);
      this.#onFrame({ position, end, attachments });
      position = end;
    }
    this.#outbox.flush();
    // The core makes a new one then.
    if (this.#bytes.length > keptBuffer) this.#useBuffer(new ArrayBuffer(0));
  }

  #useBuffer(buffer: ArrayBuffer): void {
    this.#bytes = new Uint8Array(buffer);
    this.#view = new DataView(buffer);
  }

  #onFrame(frame: Frame): void {
    switch (this.#bytes[frame.position + 4]) {
      case received.result:
        this.#onResult(frame);
        break;
      case received.item:
        this.#onItem(frame);
        break;
      case received.hostCall:
        this.#onHostCall(frame);
        break;
      case received.hostCallEnded:
        HostCall.end(this.#view.getFloat64(frame.position + 8, true));
        break;
      case received.event:
        this.#onEvent(frame);
        break;
      case received.release:
        this.#values.release(this.#uint32(frame, 8));
        break;
      case received.started:
        this.#onStarted(this.#decode(frame, 8, 'error') as string);
        break;
      case received.warning:
        process.emitWarning(this.#decode(frame, 8, 'warning') as string, 'PyloomWarning');
        break;
    }
  }

  #uint32({ position }: Frame, offset: number): number {
    return this.#view.getUint32(position + offset, true);
  }

  #decode({ position, end }: Frame, header: number, root: string): unknown {
    return this.#reader.decode(this.#bytes, position + header, end, root);
  }

  #onResult(frame: Frame): void {
    const { position, end, attachments } = frame;
    const id = this.#uint32(frame, 8);
    const ended = this.#bytes[position + 5] as number;
    if (ended === status.reroute) {
      const call = this.#calls.get(id);
      const [reason, module] = this.#decode(frame, headerSize.result, 'reroute') as [RerouteReason, string];
      call?.runInAsyncScope(() => call.settler.reroute(id, reason, module));
      return;
    }
    const call = this.#calls.take(id);
    if (call === undefined) {
      // A host function of this very batch has aborted it.
      this.#reader.discard(this.#bytes, position + headerSize.result, end);
      return;
    }
    const waited = waitOf(this.#view.getUint16(position + 6, true));
    if (waited !== undefined) call.settler.waited?.(waited);
    this.#reader.begin(call.session, attachments, this.#uint32(frame, 12), call);
    let value: unknown;
    try {
      value = this.#reader.decodeOutcome(ended, this.#bytes, position + headerSize.result, end);
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
    const call = this.#calls.get(id);
    if (call === undefined) {
      this.#reader.discard(this.#bytes, frame.position + headerSize.item, frame.end);
      return;
    }
    this.#reader.begin(call.session, frame.attachments, this.#uint32(frame, 12), call);
    let value: unknown;
    try {
      value = this.#decode(frame, headerSize.item, 'item');
    } catch (error) {
      const first = this.#reader.firstOf(this.#bytes, frame.position + headerSize.item, frame.end);
      if (call.settler.unreadItem?.(error, first) === true) return;
      this.#calls.cancel(id);
      call.settler.reject(error);
      return;
    } finally {
      this.#reader.end();
    }
    call.settler.item?.(value);
  }

  #onEvent(frame: Frame): void {
    const session = this.#sessions.get(this.#uint32(frame, 8));
    if (session === undefined) return;
    const payload = this.#decode(frame, headerSize.event, 'event');
    const kind = this.#bytes[frame.position + 5] as number;
    session.deliverEvent(kind, payload, this.#contextOf(session, payload));
  }

  /** Of the call that an event comes from, if it tells that and the call is still under way. */
  #contextOf(session: Recipient, payload: unknown): AsyncResource | undefined {
    const id = (payload as { call?: unknown } | null)?.call;
    if (typeof id !== 'number') return undefined;
    if (id < 0) return session.takeSyncContext(id);
    const call = this.#calls.get(id);
    return call?.session === session ? call : undefined;
  }

  #onHostCall(frame: Frame): void {
    const { position, end, attachments } = frame;
    const caller = this.#uint32(frame, 8);
    const pending = caller === noCaller ? undefined : this.#calls.get(caller);
    const session = this.#sessions.get(this.#uint32(frame, 12)) ?? pending?.session;
    const token = this.#view.getFloat64(position + 16, true);
    const id = this.#uint32(frame, 24);
    const bytes = this.#bytes;
    this.#reader.begin(session, attachments, this.#uint32(frame, 28));
    const scope = new HostCall(token, pending);
    // Of a Python thread of its own: where the function was handed over.
    const context = pending ?? this.#values.contextOf(id);
    answerHostCall(this.#outbox, session, scope, context, () => {
      const args = this.#reader.decodeArguments(
        bytes,
        position + headerSize.hostCall,
        end,
        bytes[position + 5] === 1,
      );
      return hostFunction(this.#values, id)(...args);
    });
  }
}
