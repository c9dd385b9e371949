import { ClosedError } from '@pyloom/common';
import type { OutgoingCall } from '../calls/outgoing-call';
import { PendingCall } from '../calls/pending-call';
import type { Recipient } from '../calls/recipient';
import type { Settler } from '../calls/settler';
import { Slots } from '../calls/slots';
import { binding } from '../core/binding';
import type { Outbox } from './outbox';

/** The calls of this thread that have not ended, by the numbers that the core knows them by. */
export class CallsUnderWay {
  readonly #outbox: Outbox;
  readonly #calls = new Slots<PendingCall>();

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  /**
   * Encodes the call now, and returns its number.
   * @throws ConversionError, with nothing sent.
   */
  submit(session: Recipient, call: OutgoingCall, settler: Settler): number {
    const pending = new PendingCall(session, settler);
    const id = this.#calls.add(pending);
    try {
      this.#outbox.addCall(session, id, call, () => !pending.ended);
    } catch (error) {
      // Its number may be another's if it has ended meanwhile.
      if (!pending.ended) this.take(id);
      throw error;
    }
    return id;
  }

  get(id: number): PendingCall | undefined {
    return this.#calls.get(id);
  }

  /** It has ended. */
  take(id: number): PendingCall | undefined {
    const call = this.#calls.take(id);
    if (call !== undefined) call.ended = true;
    return call;
  }

  /** Makes the core forget the call. False when it has ended already. */
  cancel(id: number): boolean {
    const call = this.#calls.get(id);
    if (call === undefined || call.ended) return false;
    call.giveUp();
    const sent = this.#outbox.flush();
    const known = binding.cancel(id);
    if (sent || known) {
      this.#calls.take(id);
      return known;
    }
    // It waits to be sent: until the core has forgotten it, its number is no other call's.
    this.#outbox.afterwards(() => {
      binding.cancel(id);
      this.#calls.take(id);
    });
    return true;
  }

  /** Rejects what is under way of the session with ClosedError, and interrupts what runs of it. */
  cutOff(session: Recipient): void {
    for (const [id, call] of this.#calls.entries()) {
      if (call.session !== session || call.ended) continue;
      this.cancel(id);
      call.settler.reject(new ClosedError('The client was closed while this call was under way'));
    }
  }
}
