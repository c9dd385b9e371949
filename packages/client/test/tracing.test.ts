// What profilers, debuggers and coverage do: a function is called at each step of the code.
import { expect, it } from 'vitest';
import { inEveryMode, modes } from './callbacks/support/clients';

const source = `
import cProfile, sys, threading, time

def plain():
    return sum(one() for _ in range(1000))

def one():
    return 1

def with_threads():
    thread = threading.Thread(target=plain)
    thread.start()
    thread.join()
    return plain()

def traced(name):
    sys.settrace(lambda *_: None)
    try:
        return globals()[name]()
    finally:
        sys.settrace(None)

def set_profile(name):
    sys.setprofile(lambda *_: None)
    try:
        return globals()[name]()
    finally:
        sys.setprofile(None)

def profiled(name):
    with cProfile.Profile() as profile:
        return globals()[name]()

def sleeps():
    time.sleep(0.3)
`;

// On CPython 3.13t cProfile hangs as soon as another thread runs, in plain Python as well.
const ways = modes.includes('free_threaded')
  ? ['traced', 'set_profile']
  : ['traced', 'set_profile', 'profiled'];
/** Nothing that works takes nearly as long. */
const limit = { timeout: 60_000 };

inEveryMode((open) => {
  it.each(ways)('runs code that is %s, and starts threads', async (way) => {
    const py = await open();
    await py.defineModule('tracing_threads', source);
    expect(await py.call('tracing_threads', way, ['with_threads'], limit)).toBe(1000);
    expect(await py.call('tracing_threads', way, ['with_threads'], limit)).toBe(1000);
  });

  it.each(ways)('runs code that is %s after some that was given up in C code', async (way) => {
    const py = await open();
    await py.defineModule('tracing_given_up', source);
    await expect(py.call('tracing_given_up', 'sleeps', [], { timeout: 100 })).rejects.toThrow('100 ms');
    // One after the other: from 3.12 on an interpreter has one profiler at a time.
    for (let i = 0; i < 4; i++) {
      expect(await py.call('tracing_given_up', way, ['plain'], limit)).toBe(1000);
    }
  });
});
