import { randomUUID } from 'node:crypto';
import { OverloadedError } from '@pyloom/common';
import { PermitLostError } from './permit-lost-error';
import type { Queue, Standing } from './queue';
import { RedisUnavailableError } from './unavailable-error';

/** Beats in a lease: two may be lost before anything happens. */
const beatsInLease = 3;
/** The clocks' grain, and the way to the server: to be there when a lease has ended, not just before. */
const graceAfterLease = 5;

/**
 * One place in the queue of a semaphore, from entering to leaving: it waits, it holds a permit, it is heard of regularly.
 * Whatever happens to it is settled once; what the server says later is answered by leaving.
 */
export class Place {
  readonly #id = randomUUID();
  readonly #queue: Queue;
  readonly #lease: number;
  readonly #lost = new AbortController();
  #state: 'waiting' | 'held' | 'left' = 'waiting';
  #beat: NodeJS.Timeout | undefined;
  #expiry: NodeJS.Timeout | undefined;
  #lastHeard = performance.now();
  #seen: { current: number; max: number } | undefined;
  #grant: (token: bigint) => void = () => {};
  #refuse: (error: unknown) => void = () => {};

  constructor(queue: Queue, lease: number) {
    this.#queue = queue;
    this.#lease = lease;
  }

  /** Aborted when the permit is lost. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Resolves with the permit's token. With `mayWait` false it is refused by an OverloadedError at once. */
  enter(mayWait: boolean): Promise<bigint> {
    return new Promise((resolve, reject) => {
      this.#grant = resolve;
      this.#refuse = reject;
      this.#queue.wakeUps.add(this.#id, (token) => this.#woken(token));
      void this.#comeIn(mayWait);
    });
  }

  /** The wait is over: rejects with the error, and tells the server. */
  giveUp(error: unknown): void {
    if (this.#state !== 'waiting') return;
    this.#end();
    this.#refuse(error);
    this.#leaveUnheard();
  }

  /** giveUp() since the time is up. */
  timeOut(timeout: number): void {
    this.giveUp(
      this.#seen === undefined
        ? new RedisUnavailableError(`The server has not answered within ${timeout} ms`)
        : new OverloadedError(this.#seen.current, this.#seen.max, `no permit came free within ${timeout} ms`),
    );
  }

  /** Gives the permit back. One that was lost is back already. */
  async leave(): Promise<void> {
    if (this.#state === 'left') return;
    this.#end();
    await this.#queue.leave(this.#id);
  }

  async #comeIn(mayWait: boolean): Promise<void> {
    const asked = performance.now();
    try {
      await this.#queue.open();
      if (mayWait) await this.#queue.wakeUps.listen();
      if (this.#state === 'waiting')
        this.#heard(await this.#queue.enter(this.#id, this.#lease, mayWait), asked);
      if (this.#state === 'left') this.#leaveUnheard();
    } catch (error) {
      if (this.#state !== 'waiting') return;
      this.#end();
      this.#refuse(error);
    }
  }

  #woken(token: bigint): void {
    if (this.#state !== 'waiting') return;
    this.#take(token);
    // The server gave it for as long as this place was known to live: that is renewed at once.
    void this.#heartbeat();
  }

  #take(token: bigint): void {
    this.#state = 'held';
    this.#queue.wakeUps.remove(this.#id);
    this.#grant(token);
  }

  async #heartbeat(): Promise<void> {
    clearTimeout(this.#beat);
    const asked = performance.now();
    try {
      this.#heard(await this.#queue.beat(this.#id, this.#lease), asked);
    } catch (error) {
      // The connection is lost, perhaps for a moment. A permit that is not renewed in time is lost by #expiry.
      if (performance.now() - this.#lastHeard > this.#lease) this.giveUp(error);
      this.#beatIn(this.#lease / beatsInLease);
    }
  }

  #heard(standing: Standing, asked: number): void {
    if (this.#state === 'left') return;
    this.#lastHeard = asked;
    if (standing.kind === 'held') {
      if (this.#state === 'waiting') this.#take(standing.token);
      this.#expireAt(asked + this.#lease);
      this.#beatIn(this.#lease / beatsInLease);
    } else if (standing.kind === 'waiting') {
      this.#seen = standing;
      const next = standing.retryIn < 0 ? this.#lease : standing.retryIn + graceAfterLease;
      this.#beatIn(Math.min(next, this.#lease / beatsInLease));
    } else if (standing.kind === 'refused') {
      this.#end();
      this.#refuse(
        new OverloadedError(standing.current, standing.max, 'no permit is free, and this call may not wait'),
      );
    } else if (this.#state === 'held') {
      this.#lose('the server does not know it any more');
    } else {
      // The server has lost its data, or took this place for dead: it comes last again.
      void this.#comeIn(true);
    }
  }

  #expireAt(time: number): void {
    clearTimeout(this.#expiry);
    const remaining = Math.max(0, time - performance.now());
    this.#expiry = setTimeout(() => this.#lose(`it could not be renewed for ${this.#lease} ms`), remaining);
    this.#expiry.unref();
  }

  #beatIn(delay: number): void {
    if (this.#state === 'left') return;
    clearTimeout(this.#beat);
    this.#beat = setTimeout(() => void this.#heartbeat(), delay);
    // Who waits has a reason to stay; who holds a permit has its own work.
    if (this.#state === 'held') this.#beat.unref();
  }

  #lose(reason: string): void {
    this.#end();
    this.#lost.abort(
      new PermitLostError(
        `A permit of the semaphore '${this.#queue.name}' was lost: ${reason}; others may hold it by now`,
      ),
    );
  }

  #end(): void {
    this.#state = 'left';
    clearTimeout(this.#beat);
    clearTimeout(this.#expiry);
    this.#queue.wakeUps.remove(this.#id);
  }

  /** A server that does not hear of it lets the place lapse with its lease, which is why nobody needs to be told. */
  #leaveUnheard(): void {
    this.#queue.leave(this.#id).catch(() => {});
  }
}
