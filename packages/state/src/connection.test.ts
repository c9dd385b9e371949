import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { native } from './connection';
import { SharedState } from './index';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const open = () => native.open('', Infinity, Infinity);

/** The handle that the next store gets. */
function nextHandle(): number {
  const handle = open();
  native.close(handle);
  return handle;
}

it('uses the handle of a closed store again', () => {
  const handle = nextHandle();
  expect(nextHandle()).toBe(handle);
});

it('closes the private store of an object that was collected', async () => {
  const handle = nextHandle();
  // In a function of its own: nothing on the stack keeps the object.
  (() => new SharedState().set('k', 'x'))();
  expect(nextHandle()).not.toBe(handle);
  for (let round = 0; nextHandle() !== handle; round += 1) {
    expect(round).toBeLessThan(1000);
    collectGarbage();
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
});

it('passes values that fit the scratch, and larger ones', () => {
  const state = new SharedState();
  for (let length = 16 * 1024 - 8; length < 16 * 1024 + 8; length++) {
    state.set('k', 'x'.repeat(length));
    expect(state.get('k')).toHaveLength(length);
  }
});
