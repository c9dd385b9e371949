import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { OverloadedError, type Permit, Semaphore } from './index';

/** Lets everything that is settled be seen by those who await it. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('Semaphore', () => {
  it('has twice the available parallelism plus one permits by default', () => {
    const semaphore = new Semaphore();
    expect(semaphore.max).toBe(availableParallelism() * 2 + 1);
    expect(semaphore.name).toBeUndefined();
    expect([semaphore.current, semaphore.waiting]).toEqual([0, 0]);
  });

  it('hands out as many permits as its limit', () => {
    const semaphore = new Semaphore({ max: 2 });
    expect(semaphore.tryAcquire()).toBeDefined();
    expect(semaphore.tryAcquire()).toBeDefined();
    expect(semaphore.tryAcquire()).toBeUndefined();
    expect(semaphore.current).toBe(2);
  });

  it('takes any safe integer as its limit', () => {
    const semaphore = new Semaphore({ max: Number.MAX_SAFE_INTEGER });
    expect(semaphore.tryAcquire()).toBeDefined();
    expect([semaphore.current, semaphore.max]).toEqual([1, Number.MAX_SAFE_INTEGER]);
  });

  it('keeps private semaphores apart', () => {
    const [one, other] = [new Semaphore({ max: 1 }), new Semaphore({ max: 1 })];
    one.tryAcquire();
    expect(other.current).toBe(0);
    expect(other.tryAcquire()).toBeDefined();
  });

  it('takes a permit back once, however often it is released', () => {
    const semaphore = new Semaphore({ max: 3 });
    const [first] = [semaphore.tryAcquire(), semaphore.tryAcquire()];
    first?.release();
    first?.release();
    first?.[Symbol.dispose]();
    expect(semaphore.current).toBe(1);
  });

  it('takes a permit back at the end of a `using` block, also when it throws', async () => {
    const semaphore = new Semaphore({ max: 1 });
    const held = async () => {
      using _permit = await semaphore.acquire();
      expect(semaphore.current).toBe(1);
      throw new Error('in the block');
    };
    await expect(held()).rejects.toThrow('in the block');
    expect(semaphore.current).toBe(0);
  });

  it('hands the permit to the oldest waiter', async () => {
    const semaphore = new Semaphore({ max: 1 });
    const permit = semaphore.tryAcquire();
    const order: string[] = [];
    const wait = async (name: string) => {
      const mine = await semaphore.acquire();
      order.push(name);
      mine.release();
    };
    const all = [wait('first'), wait('second'), wait('third')];
    expect(semaphore.waiting).toBe(3);
    permit?.release();
    await Promise.all(all);
    expect(order).toEqual(['first', 'second', 'third']);
    expect([semaphore.current, semaphore.waiting]).toEqual([0, 0]);
  });

  it('lets nobody overtake a permit that is on its way to a waiter', async () => {
    const semaphore = new Semaphore({ max: 1 });
    const permit = semaphore.tryAcquire();
    const waiter = semaphore.acquire();
    permit?.release();
    expect(semaphore.tryAcquire()).toBeUndefined();
    expect([semaphore.current, semaphore.waiting]).toEqual([1, 0]);
    (await waiter).release();
    expect(semaphore.current).toBe(0);
  });

  it('serves ten thousand waiters in their order', async () => {
    const semaphore = new Semaphore({ max: 1 });
    const permit = semaphore.tryAcquire();
    const order: number[] = [];
    const all = Array.from({ length: 10_000 }, async (_, index) => {
      const mine = await semaphore.acquire();
      order.push(index);
      mine.release();
    });
    expect(semaphore.waiting).toBe(10_000);
    permit?.release();
    await Promise.all(all);
    expect(order).toEqual(Array.from({ length: 10_000 }, (_, index) => index));
    expect([semaphore.current, semaphore.waiting]).toEqual([0, 0]);
  });

  it('never has more tasks running than its limit', async () => {
    const semaphore = new Semaphore({ max: 3 });
    let [running, most, done] = [0, 0, 0];
    const task = async () => {
      running += 1;
      most = Math.max(most, running);
      await settled();
      running -= 1;
      done += 1;
    };
    await Promise.all(Array.from({ length: 100 }, () => semaphore.run(task)));
    expect([most, done, semaphore.current]).toEqual([3, 100, 0]);
  });

  it('answers run() with what the task gives, and takes the permit back when it fails', async () => {
    const semaphore = new Semaphore({ max: 1 });
    await expect(semaphore.run(() => 42)).resolves.toBe(42);
    await expect(semaphore.run(async () => 'later')).resolves.toBe('later');
    const failure = new Error('of the task');
    await expect(semaphore.run(() => Promise.reject(failure))).rejects.toBe(failure);
    await expect(
      semaphore.run(() => {
        throw failure;
      }),
    ).rejects.toBe(failure);
    expect(semaphore.current).toBe(0);
  });

  it('does not run a task that gets no permit', async () => {
    const semaphore = new Semaphore({ max: 1 });
    semaphore.tryAcquire();
    let ran = false;
    const task = () => {
      ran = true;
    };
    await expect(semaphore.run(task, { timeout: 0 })).rejects.toThrow(OverloadedError);
    expect(ran).toBe(false);
  });
});

describe('setMax', () => {
  it('evicts nobody when it lowers the limit, and lets the next in below it', async () => {
    const semaphore = new Semaphore({ max: 5 });
    const permits = Array.from({ length: 4 }, () => semaphore.tryAcquire());
    semaphore.setMax(2);
    expect([semaphore.current, semaphore.max]).toEqual([4, 2]);
    expect(semaphore.tryAcquire()).toBeUndefined();

    let granted: Permit | undefined;
    const waiter = semaphore.acquire().then((permit) => {
      granted = permit;
    });
    permits[0]?.release();
    permits[1]?.release();
    await settled();
    expect(granted).toBeUndefined();
    expect([semaphore.current, semaphore.waiting]).toEqual([2, 1]);

    permits[2]?.release();
    await waiter;
    expect(granted).toBeDefined();
    expect([semaphore.current, semaphore.waiting]).toEqual([2, 0]);
  });

  it('wakes as many waiters as it adds permits', async () => {
    const semaphore = new Semaphore({ max: 1 });
    semaphore.tryAcquire();
    const woken: number[] = [];
    for (let index = 0; index < 4; index += 1) void semaphore.acquire().then(() => woken.push(index));
    semaphore.setMax(3);
    await settled();
    expect(woken).toEqual([0, 1]);
    expect([semaphore.current, semaphore.waiting, semaphore.max]).toEqual([3, 2, 3]);
  });

  it('takes permits back as before after the limit went down and up', () => {
    const semaphore = new Semaphore({ max: 3 });
    const permits = [semaphore.tryAcquire(), semaphore.tryAcquire(), semaphore.tryAcquire()];
    semaphore.setMax(1);
    semaphore.setMax(4);
    for (const permit of permits) permit?.release();
    expect([semaphore.current, semaphore.max]).toEqual([0, 4]);
  });
});

describe('tryTake, take and give', () => {
  it('count permits without objects', async () => {
    const semaphore = new Semaphore({ max: 2 });
    expect(semaphore.tryTake()).toBe(true);
    await semaphore.take();
    expect(semaphore.tryTake()).toBe(false);
    expect(semaphore.current).toBe(2);
    semaphore.give();
    semaphore.give();
    expect(semaphore.current).toBe(0);
  });

  it('wait in the same queue as acquire()', async () => {
    const semaphore = new Semaphore({ max: 1 });
    semaphore.tryTake();
    const order: string[] = [];
    const first = semaphore.acquire().then((permit) => {
      order.push('acquire');
      permit.release();
    });
    const second = semaphore.take().then(() => order.push('take'));
    semaphore.give();
    await Promise.all([first, second]);
    expect(order).toEqual(['acquire', 'take']);
    expect(semaphore.current).toBe(1);
  });

  it('refuse a give() too many', () => {
    const semaphore = new Semaphore({ max: 2 });
    expect(() => semaphore.give()).toThrow(
      expect.objectContaining({ name: 'RangeError', code: 'ERR_PYLOOM_INVALID_ARGUMENT' }),
    );
    expect(semaphore.current).toBe(0);
    const named = new Semaphore({ name: 'give too many', max: 2 });
    expect(() => named.give()).toThrow("'give too many'");
  });
});
