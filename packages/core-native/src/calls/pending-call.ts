import { AsyncResource } from 'node:async_hooks';
import type { HostCallScope } from './host-call';
import type { Recipient } from './recipient';
import type { Settler } from './settler';

/** A call under way, and the asynchronous context in which it was made: what JavaScript does for it is done there. */
export class PendingCall extends AsyncResource {
  /** Whether it has ended, or was given up. */
  ended = false;

  constructor(
    readonly session: Recipient,
    readonly settler: Settler,
  ) {
    super('PYLOOM_CALL');
  }
}

/** A host function that is about to run. */
export class HostCall implements HostCallScope {
  active = true;
  readonly #call: PendingCall | undefined;

  constructor(
    readonly token: number,
    call: PendingCall | undefined,
  ) {
    this.#call = call;
  }

  get caller(): Settler | undefined {
    return this.#call?.settler;
  }

  get callerEnded(): boolean {
    return this.#call?.ended === true;
  }
}
