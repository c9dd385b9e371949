import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { deliver, native } from './connection';
import { Semaphore } from './index';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const open = () => native.open('', 1, Number.POSITIVE_INFINITY);

it('uses the handle of a closed semaphore again', () => {
  const [first, second] = [open(), open()];
  native.close(first);
  expect(open()).toBe(first);
  native.close(first);
  native.close(second);
});

it('closes the private semaphore of an object that was collected, though a permit of it was lost', async () => {
  const handle = open();
  native.close(handle);
  // In a function of its own: nothing on the stack keeps the object.
  (() => new Semaphore({ max: 1 }).tryTake())();
  const taken = open();
  expect(taken).not.toBe(handle);
  for (let round = 0, found = taken; found !== handle; round += 1) {
    expect(round).toBeLessThan(1000);
    collectGarbage();
    await new Promise<void>((resolve) => setImmediate(resolve));
    found = open();
    if (found !== handle) native.close(found);
  }
});

it.each(['acquire', 'take'] as const)(
  'keeps a semaphore for as long as somebody waits in %s()',
  async (method) => {
    let granted = false;
    // Only the waiter is left: it is served after setMax() through the same handle, which must still be open.
    const handle = (() => {
      const probe = open();
      native.close(probe);
      const semaphore = new Semaphore({ max: 1 });
      semaphore.tryTake();
      void semaphore[method]().then(() => {
        granted = true;
      });
      return probe;
    })();
    for (let round = 0; round < 5; round += 1) {
      collectGarbage();
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    expect(native.waiting(handle)).toBe(1);
    expect(native.setMax(handle, 2)).toBe(true);
    deliver();
    await new Promise<void>((resolve) => setImmediate(resolve));
    expect(granted).toBe(true);
  },
);
