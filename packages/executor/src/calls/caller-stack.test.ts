import { describe, expect, it } from 'vitest';
import { rejectFromCaller } from './caller-stack';

class Settler {
  promise: Promise<unknown>;
  resolve!: (value: unknown) => void;
  constructor() {
    this.promise = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }
}

/** A call that is answered from elsewhere, as the core does: no JavaScript of the caller is on the stack. */
function callThatFails(error: Error): Promise<unknown> {
  const settler = new Settler();
  setImmediate(() => settler.resolve(rejectFromCaller(error)));
  return settler.promise;
}

async function shop(error: Error) {
  return await callThatFails(error);
}

describe('rejectFromCaller', () => {
  it('shows where the call was made', async () => {
    const error = new Error('sold out');
    await expect(shop(error)).rejects.toBe(error);
    expect(error.stack).toMatch(/^Error: sold out\n {4}at (async )?shop \(/);
  });

  it('shows it through Promise.all too', async () => {
    const error = new Error('sold out');
    async function both() {
      await Promise.all([callThatFails(error), 1]);
    }
    await expect(both()).rejects.toBe(error);
    expect(error.stack).toContain('at async Promise.all (index 0)');
    expect(error.stack).toMatch(/at (async )?both/);
  });

  it('keeps the stack of the first place when the error comes by again', async () => {
    const error = new Error('sold out');
    await shop(error).catch(() => {});
    const { stack } = error;
    async function again() {
      await callThatFails(error);
    }
    await again().catch(() => {});
    expect(error.stack).toBe(stack);
  });

  it('keeps the stack when nobody awaits', async () => {
    const error = new Error('sold out');
    const { stack } = error;
    await new Promise<void>((resolve) => {
      callThatFails(error).catch(() => resolve());
    });
    expect(error.stack).toBe(stack);
  });
});
