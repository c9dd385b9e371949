import { expect, it } from 'vitest';
import { currentCall, PythonTimeoutError } from '../../src/index';
import { clientForFile, rejection, turn } from '../support/client';

const py = await clientForFile();

/** A host function that waits until it is told to stop, and what it was told. */
function untilAborted(name: string, called = () => {}): Promise<unknown> {
  return new Promise((resolve) => {
    py.registerFunction(name, async () => {
      called();
      const signal = currentCall()?.signal;
      await new Promise((stop) => signal?.addEventListener('abort', stop));
      resolve(signal?.reason);
    });
  });
}
const ask = (name: string) => `__import__("pyloom").call("${name}")`;

it('a host function learns that its call has run out of time', async () => {
  let reason: unknown;
  void untilAborted('until_timeout').then((told) => {
    reason = told;
  });
  let error: unknown;
  // On a machine that is busy the time may be over before the function is called.
  for (let timeout = 50; reason === undefined; timeout *= 2) {
    error = await rejection(py.eval(ask('until_timeout'), {}, { timeout }));
    await turn();
  }
  expect(error).toBeInstanceOf(PythonTimeoutError);
  expect(reason).toBe(error);
});

it('a host function learns that its call was aborted, with the reason, also if that is nested', async () => {
  let called = () => {};
  // What is aborted before that is not called any more.
  const isCalled = new Promise<void>((resolve) => {
    called = resolve;
  });
  const told = untilAborted('until_aborted', called);
  py.registerFunction('outer', () => py.eval(ask('until_aborted')));
  const controller = new AbortController();
  const call = rejection(py.eval(ask('outer'), {}, { signal: controller.signal }));
  await isCalled;
  controller.abort('enough');
  expect(await told).toBe('enough');
  await call.catch(() => {});
});

const waits = `
import asyncio, pyloom
async def stop_waiting(name):
    call = asyncio.ensure_future(pyloom.call_async(name))
    await pyloom.call_async('is_called')
    call.cancel()
    try:
        await call
    except asyncio.CancelledError:
        pass
    return await pyloom.call_async('stopped')
async def drop(name):
    call = pyloom.call_async(name)
    call.send(None)
    await pyloom.call_async('is_called')
    call.close()
    return await pyloom.call_async('stopped')
`;

it.each(['stop_waiting', 'drop'])(
  'a host function learns that Python does not wait for it any more, while the call goes on: %s',
  async (way) => {
    await py.defineModule('giving_up', waits);
    let reasonOfEarly: unknown;
    let late: (() => AbortSignal | undefined) | undefined;
    const called = new Promise<void>((resolve) => {
      py.registerFunction('given_up', async () => {
        const call = currentCall();
        const other = currentCall();
        late = () => other?.signal;
        const signal = call?.signal;
        resolve();
        await new Promise((stop) => signal?.addEventListener('abort', stop));
        reasonOfEarly = signal?.reason;
      });
    });
    py.registerFunction('is_called', () => called);
    let ofCall: AbortSignal | undefined;
    py.registerFunction('stopped', async () => {
      ofCall = currentCall()?.signal;
      await expect.poll(() => reasonOfEarly).toMatchObject({ name: 'AbortError' });
      return 'went on';
    });
    expect(await py.call('giving_up', way, ['given_up'])).toBe('went on');
    expect(late?.()?.aborted).toBe(true);
    expect(ofCall?.aborted).toBe(false);
  },
);

it('a signal that is asked for after Python has stopped waiting is aborted', async () => {
  await py.defineModule('giving_up', waits);
  let stop: (() => void) | undefined;
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  let asked: Promise<AbortSignal | undefined> | undefined;
  const called = new Promise<void>((resolve) => {
    py.registerFunction('asks_late', () => {
      resolve();
      asked = stopped.then(() => currentCall()?.signal);
      return new Promise(() => {});
    });
  });
  py.registerFunction('is_called', () => called);
  py.registerFunction('stopped', () => stop?.());
  await py.call('giving_up', 'stop_waiting', ['asks_late']);
  expect((await asked)?.aborted).toBe(true);
});

it('nothing is aborted where the call ends by itself, and there is none outside of host functions', async () => {
  let signal: AbortSignal | undefined;
  py.registerFunction('signalled', () => {
    signal = currentCall()?.signal;
    return 1;
  });
  expect(await py.eval(ask('signalled'))).toBe(1);
  expect(signal?.aborted).toBe(false);
  expect(currentCall()).toBeUndefined();
});

it('host functions of one call may have signals without end', async () => {
  const warnings: string[] = [];
  const note = ({ name }: Error) => warnings.push(name);
  process.on('warning', note);
  const signals: (AbortSignal | undefined)[] = [];
  let hold: (() => void) | undefined;
  const held = new Promise<void>((resolve) => {
    hold = resolve;
  });
  py.registerFunction('with_signal', async () => {
    signals.push(currentCall()?.signal);
    if (signals.length === 20) await held;
  });
  const controller = new AbortController();
  const call = rejection(
    py.eval(`[${ask('with_signal')} for _ in range(20)]`, {}, { signal: controller.signal }),
  );
  await expect.poll(() => signals.length).toBe(20);
  controller.abort('enough');
  await call.catch(() => {});
  hold?.();
  await turn();
  process.off('warning', note);
  expect(signals.map((signal) => signal?.reason)).toEqual(Array(20).fill('enough'));
  expect(warnings).toEqual([]);
});
