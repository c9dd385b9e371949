import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, describe, expect, it } from 'vitest';
import type { ProcessEnded, ProcessStarted } from '../../src/index';
import { clientsForTests, eventually, rejection } from '../support/client';

const listening: (() => void)[] = [];
afterEach(() => {
  for (const stop of listening.splice(0)) stop();
});

/** What is published on a channel from now on. */
function published<T>(name: string): T[] {
  const messages: T[] = [];
  const listener = (message: unknown) => messages.push(message as T);
  subscribe(name, listener);
  listening.push(() => unsubscribe(name, listener));
  return messages;
}

describe.runIf(process.platform === 'linux')('the figures of processes', () => {
  const open = clientsForTests();

  it('name the process of each lane, its memory, and how often it was started anew', async () => {
    const py = await open({ mode: 'process', numProcesses: 1 });
    const pid = await py.call<number>('os', 'getpid');
    const [lane] = py.stats().lanes;
    expect(lane).toMatchObject({ pid, restarts: 0, kind: 'home' });
    expect(lane?.rss).toBeGreaterThan(2 ** 20);
    await rejection(py.call('os', '_exit', [3]));
    const other = await py.call<number>('os', 'getpid');
    expect(py.stats().lanes).toEqual([expect.objectContaining({ id: lane?.id, pid: other, restarts: 1 })]);
  });

  it('keep the count of a lane whose process is gone for good', async () => {
    const py = await open({ mode: 'process', numProcesses: 1, process: { maxRestarts: 0 } });
    await rejection(py.call('os', '_exit', [3]));
    const [lane] = py.stats().lanes;
    expect(lane).toMatchObject({ restarts: 1, busy: false });
    expect(lane).not.toHaveProperty('pid');
  });

  it('are not those of threads', async () => {
    const py = await open({ mode: 'multi_executor' });
    await py.call('math', 'sqrt', [16]);
    for (const lane of py.stats().lanes) expect(lane).not.toHaveProperty('restarts');
  });
});

describe.runIf(process.platform === 'linux')('diagnostics channels', () => {
  const open = clientsForTests();

  it('tell that processes have started, and that they have crashed, with what is known', async () => {
    const starts = published<ProcessStarted>('pyloom:process:start');
    const crashes = published<ProcessEnded>('pyloom:process:crash');
    const py = await open({ mode: 'process', numProcesses: 1 });
    const pid = await py.call<number>('os', 'getpid');
    const lane = py.stats().lanes[0]?.id;
    await eventually(() => starts.length === 1, 'a start was told');
    expect(starts).toEqual([{ lane, pid, restarts: 0 }]);
    await rejection(py.call('os', 'abort'));
    await eventually(() => crashes.length === 1, 'a crash was told');
    expect(crashes).toMatchObject([{ lane, pid, signal: 'SIGABRT', exitCode: null }]);
    expect(crashes[0]?.traceback).toContain('Fatal Python error: Aborted');
    const next = await py.call<number>('os', 'getpid');
    await eventually(() => starts.length === 2, 'the next start was told');
    expect(starts[1]).toEqual({ lane, pid: next, restarts: 1 });
  });

  it('tell of a process that ends while nothing runs there', async () => {
    const crashes = published<ProcessEnded>('pyloom:process:crash');
    const py = await open({ mode: 'process', numProcesses: 1 });
    const pid = await py.call<number>('os', 'getpid');
    process.kill(pid, 'SIGKILL');
    await eventually(() => crashes.length === 1, 'a crash was told');
    expect(crashes).toMatchObject([{ pid, signal: 'SIGKILL' }]);
  });

  it('tell that one was replaced, which is no crash', async () => {
    const ends = published<ProcessEnded>('pyloom:process:end');
    const crashes = published<ProcessEnded>('pyloom:process:crash');
    const py = await open({ mode: 'process', numProcesses: 1, process: { maxCalls: 3 } });
    for (let i = 0; i < 6; i++) await py.call('os', 'getpid');
    await eventually(() => ends.length > 0, 'an end was told');
    expect(crashes).toEqual([]);
  });
});
