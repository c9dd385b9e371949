import { expect, it } from 'vitest';
import { inEveryMode } from '../callbacks/support/clients';
import { rejection } from '../support/client';

const source = `
import asyncio, time, pyloom

async def patient():
    await pyloom.call_async('release')
    return id(asyncio.get_running_loop())

async def busy():
    await pyloom.call_async('busy')
    while True:
        pass

async def asleep(seconds):
    await pyloom.call_async('busy')
    time.sleep(seconds)

async def double(n):
    return n * 2
`;

inEveryMode((open) => {
  async function client(name: string) {
    const py = await open({ numAsyncWorkers: 2 });
    await py.defineModule(name, source);
    let release = () => {};
    const waits = new Promise<void>((resolve) => {
      py.registerFunction('release', () => {
        resolve();
        return new Promise<void>((done) => {
          release = done;
        });
      });
    });
    py.registerFunction('busy', () => {});
    return { py, waits, release: () => release() };
  }

  it('a cancelled coroutine that computes for ever leaves its loop to the others', async () => {
    const { py, waits, release } = await client('computing');
    const patient = py.call('computing', 'patient');
    await waits;
    const error = await rejection(py.call('computing', 'busy', [], { timeout: 50 }));
    expect(error).toMatchObject({ code: 'ERR_PYLOOM_TIMEOUT' });
    expect(await py.call('computing', 'double', [2])).toBe(4);
    release();
    expect(await patient).toBeTypeOf('number');
    expect(py.semaphore.current).toBe(0);
  });

  it('a cancelled coroutine that is stuck in C leaves its package another loop', async () => {
    const { py } = await client('sleeping');
    await rejection(py.call('sleeping', 'asleep', [30], { timeout: 50 }));
    expect(await py.call('sleeping', 'double', [2])).toBe(4);
    expect(py.semaphore.current).toBe(0);
  });
});
