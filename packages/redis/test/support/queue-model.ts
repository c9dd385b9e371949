/** What a semaphore's scripts have to do, in the plainest way. */
export class QueueModel {
  now = 1_000_000;
  readonly holders = new Map<string, number>();
  waiters: { id: string; pulse: number }[] = [];
  max: number;
  readonly maxWaiting: number;

  constructor(max: number, maxWaiting: number) {
    this.max = max;
    this.maxWaiting = maxWaiting;
  }

  enter(id: string, lease: number, mayWait: boolean): 'held' | 'waiting' | 'refused' {
    this.settle();
    if (this.waiters.length === 0 && this.holders.size < this.max) {
      this.holders.set(id, this.now + lease);
      return 'held';
    }
    if (!mayWait || this.waiters.length >= this.maxWaiting) return 'refused';
    this.waiters.push({ id, pulse: this.now + lease });
    return 'waiting';
  }

  beat(id: string, lease: number): 'held' | 'waiting' | 'gone' {
    this.#bury();
    const waiter = this.waiters.find((each) => each.id === id);
    if (waiter) waiter.pulse = this.now + lease;
    this.#serve();
    if (this.holders.has(id)) {
      this.holders.set(id, this.now + lease);
      return 'held';
    }
    return this.waiters.some((each) => each.id === id) ? 'waiting' : 'gone';
  }

  leave(id: string): boolean {
    const waited = this.waiters.some((each) => each.id === id);
    this.waiters = this.waiters.filter((each) => each.id !== id);
    const known = this.holders.delete(id) || waited;
    this.settle();
    return known;
  }

  setMax(max: number): void {
    this.max = max;
    this.settle();
  }

  settle(): void {
    this.#bury();
    this.#serve();
  }

  #bury(): void {
    for (const [id, end] of this.holders) if (end <= this.now) this.holders.delete(id);
    this.waiters = this.waiters.filter(({ pulse }) => pulse > this.now);
  }

  #serve(): void {
    while (this.holders.size < this.max) {
      const next = this.waiters.shift();
      if (!next) return;
      this.holders.set(next.id, next.pulse);
    }
  }
}
