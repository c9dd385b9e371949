import { createPython, type Python } from '@pyloom/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clientForAll, describeRay, rejection, venv } from './ray';

const source = `
import ctypes, os, sys, time

class Refusal(Exception):
    def __init__(self, code, text):
        super().__init__(text)
        self.code = code

def fail():
    try:
        1 / 0
    except ZeroDivisionError as error:
        refusal = ValueError('no')
        if hasattr(refusal, 'add_note'):
            refusal.add_note('a note')
        raise refusal from error

def refuse():
    raise Refusal(7, 'not that')

def leave():
    sys.exit(3)

def crash():
    ctypes.string_at(0)

def sleep(seconds):
    time.sleep(seconds)

def spin():
    while True:
        pass

def stubborn():
    while True:
        try:
            time.sleep(0.01)
        except BaseException:
            pass

def pid():
    return os.getpid()
`;

describeRay('what goes wrong on a Ray', () => {
  const py = clientForAll(source);
  const call = <T>(name: string, args: unknown[] = [], options = {}) =>
    py().call<T>('ray_helpers', name, args, options);

  let elsewhere: Python;
  beforeAll(async () => {
    elsewhere = await createPython({
      mode: 'process',
      ...('executable' in venv && { python: venv.executable }),
    });
    await elsewhere.defineModule('ray_helpers', source);
  });
  afterAll(() => elsewhere.close());

  it.each(['fail', 'refuse', 'leave', 'no_such_function'])(
    '%s is the same error as in a process',
    async (name) => {
      const parts = (error: Error & Record<string, unknown>): unknown => ({
        ...error,
        message: error.message,
        traceback: error.traceback,
        bases: error.bases,
        ...(error.cause instanceof Error && { cause: parts(error.cause as Error & Record<string, unknown>) }),
      });
      const there = await rejection(elsewhere.call('ray_helpers', name));
      expect(parts(await rejection(call(name)))).toEqual(parts(there));
    },
  );

  it('brings the exception itself', async () => {
    const error = await rejection(call('fail'));
    // biome-ignore lint/suspicious/noExplicitAny: a reference
    expect(await (error.value as any).args).toEqual(['no']);
  });

  it('ends a call whose time is up, and its worker if it does not leave', async () => {
    for (const [name, args] of [
      ['sleep', [1000]],
      ['spin', []],
      ['stubborn', []],
    ] as const) {
      await expect(call(name, [...args], { timeout: 200 })).rejects.toMatchObject({
        code: 'ERR_PYLOOM_TIMEOUT',
      });
    }
    // All of them have left the two processors of this Ray, or these calls would never run.
    expect(await Promise.all([call('pid'), call('pid'), call('pid')])).toHaveLength(3);
    expect(py().stats()).toMatchObject({ running: 0, timedOut: 3 });
  });

  it('ends a call that is aborted, also one that has not begun', async () => {
    const abort = new AbortController();
    const calls = Array.from({ length: 4 }, () => rejection(call('sleep', [1000], { signal: abort.signal })));
    setTimeout(() => abort.abort(new Error('enough')), 300);
    for (const each of calls) expect((await each).message).toBe('enough');
    expect(await call('pid')).toBeGreaterThan(0);
  });

  it('tells that a worker has crashed, and goes on with another', async () => {
    const error = await rejection(call('crash'));
    expect(error).toMatchObject({ code: 'ERR_PYLOOM_CRASHED', started: true });
    expect(error.message).toContain('The worker of this call was lost');
    expect(await call('pid')).toBeGreaterThan(0);
  });
});
