import { AsyncResource } from 'node:async_hooks';
import { binding } from '../core/binding';
import { followSignal } from './follow-signal';
import type { HostCallScope } from './host-call';
import type { Recipient } from './recipient';
import type { Settler } from './settler';

/** A call under way, and the asynchronous context in which it was made: what JavaScript does for it is done there. */
export class PendingCall extends AsyncResource {
  /** Whether it has ended, or was given up. */
  ended = false;
  private isGivenUp = false;
  private givingUp: AbortController | undefined = undefined;

  constructor(
    readonly session: Recipient,
    readonly settler: Settler,
  ) {
    super('PYLOOM_CALL');
  }

  /** Aborted when it is given up, for the host functions that serve it. */
  get signal(): AbortSignal {
    if (this.givingUp === undefined) {
      this.givingUp = new AbortController();
      if (this.isGivenUp) this.givingUp.abort(this.settler.endedBy);
    }
    return this.givingUp.signal;
  }

  /** Nobody waits for it any more. */
  giveUp(): void {
    this.ended = true;
    this.isGivenUp = true;
    this.givingUp?.abort(this.settler.endedBy);
  }
}

/** Those whose signals somebody has, by their tokens, until they have answered or nobody waits for them. */
const observed = new Map<number, HostCall>();

/** A host function that is about to run. */
export class HostCall implements HostCallScope {
  #isActive = true;
  #ending: AbortController | undefined = undefined;
  readonly #call: PendingCall | undefined;

  /** Python does not wait for it any more, whatever becomes of the call that it serves. */
  static end(token: number): void {
    observed.get(token)?.giveUp();
  }

  constructor(
    readonly token: number,
    call: PendingCall | undefined,
  ) {
    this.#call = call;
  }

  get caller(): Settler | undefined {
    return this.#call?.settler;
  }

  get active(): boolean {
    return this.#isActive;
  }

  set active(isActive: boolean) {
    this.#isActive = isActive;
    if (!isActive && this.#ending !== undefined) observed.delete(this.token);
  }

  get signal(): AbortSignal {
    this.#ending ??= this.#observe();
    return this.#ending.signal;
  }

  get callerEnded(): boolean {
    return this.#call?.ended === true;
  }

  private giveUp(): void {
    this.#ending?.abort(new DOMException('Python does not wait for this function any more', 'AbortError'));
  }

  #observe(): AbortController {
    const ending = new AbortController();
    this.#ending = ending;
    if (this.#call !== undefined) followSignal(this.#call.signal, ending);
    if (!this.#isActive || ending.signal.aborted) return ending;
    observed.set(this.token, this);
    ending.signal.addEventListener('abort', () => observed.delete(this.token), { once: true });
    if (!binding.isHostCallOpen(this.token)) this.giveUp();
    return ending;
  }
}
