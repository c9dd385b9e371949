import type { Recipient } from '../calls/recipient';
import { binding } from '../core/binding';
import { MessageReader } from '../messages/message-reader';
import { JsValues } from '../values/js-values';
import { CallsUnderWay } from './calls-under-way';
import { Inbox } from './inbox';
import { Outbox } from './outbox';
import { SyncChannel } from './sync-channel';

/**
 * This thread's connection to the core: what is sent in one turn of the event loop crosses together, in parts if it is much, and
 * so does what comes back. One per thread.
 */
class Channel {
  readonly values = new JsValues();
  readonly #sessions = new Map<number, Recipient>();
  readonly #outbox = new Outbox(this.values);
  readonly calls = new CallsUnderWay(this.#outbox);
  readonly #reader = new MessageReader(this.values, (handle, interpreter) =>
    this.releaseReference(handle, interpreter),
  );
  readonly #sync = new SyncChannel(this.values, this.#reader);
  readonly #onStarted: ((error: string) => void)[] = [];

  constructor() {
    const inbox = new Inbox(this.values, this.#reader, this.#sessions, this.calls, this.#outbox, (error) => {
      for (const callback of this.#onStarted.splice(0)) callback(error);
    });
    binding.attach(
      (length, attachments, buffer) => inbox.receive(length, attachments, buffer),
      (session, id, hasKeywords, length, buffer, attachments) =>
        this.#sync.answer(this.#sessions.get(session), id, hasKeywords, length, buffer, attachments),
      (session, id, count, a, b, c, d) =>
        this.#sync.answerScalars(this.#sessions.get(session), id, count, a, b, c, d),
      () => {},
    );
  }

  addSession(session: Recipient): void {
    this.#sessions.set(session.id, session);
  }

  removeSession(session: Recipient): void {
    this.#sessions.delete(session.id);
    this.calls.cutOff(session);
  }

  onStarted(callback: (error: string) => void): void {
    this.#onStarted.push(callback);
  }

  releaseReference(handle: number, interpreter: number): void {
    this.#outbox.addRelease(handle, interpreter);
  }

  /** Blocks the thread meanwhile. What was sent before arrives before it. */
  callSync: SyncChannel['call'] = (session, key, args, kwargs, roots) => {
    this.#outbox.flush();
    return this.#sync.call(session, key, args, kwargs, roots);
  };

  /** What a bound function left behind, where it is no scalar. */
  readSync: SyncChannel['read'] = (session, outcome) => this.#sync.read(session, outcome);

  /** Before a bound function is called. */
  keepSyncBuffer(): void {
    this.#sync.keepBuffer();
  }
}

let instance: Channel | undefined;

/** The channel of this thread; made, and the addon attached, with the first use. */
export function channel(): Channel {
  instance ??= new Channel();
  return instance;
}

export type { Channel };
