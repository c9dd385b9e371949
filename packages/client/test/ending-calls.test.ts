// Calls that are cut off at the moment at which they end by themselves.
import { expect, it } from 'vitest';
import { inEveryMode } from './callbacks/support/clients';

const source = `
import pyloom

def ends(value):
    pyloom.call('ending')
    return value

def ends_computing(value):
    pyloom.call('ending')
    for _ in range(value % 40 * 50):
        pass
    return value

async def ends_on_loop(value):
    await pyloom.call_async('ending')
    return value

def undisturbed(value):
    for _ in range(2000):
        pass
    return value
`;

inEveryMode((open) => {
  it.each(['ends', 'ends_computing', 'ends_on_loop'])('leave nothing to the next call: %s', async (name) => {
    const py = await open();
    await py.defineModule('ending', source);
    const reason = new Error('too late, or not');
    let controller = new AbortController();
    // The answer lets the call end, and the abort follows it at once.
    py.registerFunction('ending', () => {
      const { abort } = controller;
      setImmediate(abort.bind(controller), reason);
    });
    for (let i = 0; i < 150; i++) {
      controller = new AbortController();
      const ended = await py.call('ending', name, [i], { signal: controller.signal }).catch((error) => error);
      expect([i, reason]).toContain(ended);
      expect(await py.call('ending', 'undisturbed', [i])).toBe(i);
    }
    expect(py.semaphore.current).toBe(0);
  });
});
