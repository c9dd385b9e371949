import { describe, expect, it } from 'vitest';
import type { Python } from '../src/index';
import { clientsForTests, rejection } from './support/client';

const client = clientsForTests();

/** Callers by name: which of them is on a stack tells whose error it is. */
async function alice(call: () => Promise<unknown>) {
  return await call();
}
async function bob(call: () => Promise<unknown>) {
  return await call();
}
function carol(call: () => unknown) {
  return call();
}

async function bothReject(call: () => Promise<unknown>): Promise<(Error & Record<string, unknown>)[]> {
  const errors = await Promise.all([rejection(alice(call)), rejection(bob(call))]);
  const [first, second] = errors as [Error, Error];
  expect(first).not.toBe(second);
  expect(first.stack).toContain('alice');
  expect(first.stack).not.toContain('bob');
  expect(second.stack).toContain('bob');
  expect(second.stack).not.toContain('alice');
  expect(second.stack?.split('\n')[0]).toBe(first.stack?.split('\n')[0]);
  return errors;
}

describe('an error that several callers get', () => {
  it.each<[string, (python: Python) => Promise<unknown>]>([
    ['call', (python) => python.call('math', 'sqrt', [1])],
    ['eval', (python) => python.eval('1')],
    ['exec', (python) => python.exec('1')],
    ['context', (python) => python.context()],
    ['gc', (python) => python.gc()],
    ['defineModule', (python) => python.defineModule('m', '')],
  ])('of a closed client is of each of them alone: %s', async (_, call) => {
    const python = await client();
    await python.close();
    for (const error of await bothReject(() => call(python))) {
      expect(error).toMatchObject({ name: 'ClosedError', code: 'ERR_PYLOOM_CLOSED' });
    }
  });

  it('of a closed client is of each of them alone: in turn, synchronous', async () => {
    const python = await client();
    await python.close();
    const thrown = (call: () => unknown) => {
      try {
        call();
      } catch (error) {
        return error as Error;
      }
      throw new Error('it did not throw');
    };
    await rejection(alice(() => python.call('math', 'sqrt', [1])));
    for (const call of [() => python.callSync('math', 'sqrt', [1]), () => python.streamEval('[]')]) {
      const error = thrown(() => carol(call));
      expect(error.stack).toContain('carol');
      expect(thrown(call)).not.toBe(error);
    }
  });

  it('of a crowded parallel is of each item alone', async () => {
    const python = await client({ maxConcurrent: 1, acquireTimeout: 0 });
    using _permit = await python.semaphore.acquire();
    const outcomes = await python.parallel([
      ['math', 'sqrt', [1]],
      ['math', 'sqrt', [4]],
    ]);
    const [first, second] = outcomes.map((each) => (each as PromiseRejectedResult).reason);
    expect(first).not.toBe(second);
    for (const error of [first, second]) {
      expect(error).toMatchObject({
        name: 'OverloadedError',
        code: 'ERR_PYLOOM_OVERLOADED',
        current: 1,
        max: 1,
      });
      expect(error.stack).toMatch(/^OverloadedError: Overloaded: 1 of 1/);
    }
    expect(second.message).toBe(first.message);
    await bothReject(() => python.eval('1'));
  });

  it('of a client that closes is of each call alone, waiting or running', async () => {
    const python = await client({ maxConcurrent: 1 });
    const running = rejection(alice(() => python.exec('while True: pass')));
    const both = bothReject(() => python.eval('1'));
    await python.close({ timeout: 0 });
    await both;
    expect((await running).stack).toContain('alice');
  });
});
