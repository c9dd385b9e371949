// What Python waits for at its end, close() of the last client waits for.
import { expect, it } from 'vitest';
import { createPython } from '../src/index';
import { clientsForTests } from './support/client';

const open = clientsForTests();

const program = `
import concurrent.futures, threading, time
executor = concurrent.futures.ThreadPoolExecutor(1)
def slow(what):
    time.sleep(0.1)
    print(what)
def start():
    threading.Thread(target=slow, args=('thread',)).start()
    executor.submit(slow, 'first of an executor')
    executor.submit(slow, 'second of an executor')
def use():
    return executor.submit(abs, -1).result(10), concurrent.futures.ThreadPoolExecutor().submit(abs, -2).result(10)
`;

it.each(['home', 'a lane'])('threads and executors with work come to their end, in %s', async (where) => {
  const lines: string[] = [];
  const py = await createPython({ stdout: (text) => lines.push(text), numExecutors: 1 });
  const module = where === 'home' ? '__main__' : 'starting';
  await py.exec(program);
  await py.defineModule('starting', program);
  await py.call(module, 'start');
  await py.close();
  expect(lines.sort()).toEqual(['first of an executor\n', 'second of an executor\n', 'thread\n']);
  const again = await open({ numExecutors: 1 });
  expect(await again.call(module, 'use')).toEqual([1, 2]);
});

it('threads that go on are left behind when the time is up', async () => {
  const py = await createPython();
  await py.exec(`
import threading
stop = threading.Event()
threading.Thread(target=stop.wait, args=(60,)).start()`);
  await py.close({ timeout: 50 });
  const again = await open();
  expect(await again.eval('stop.set()')).toBe(null);
});

it('daemons and executors without work are no reason to wait', async () => {
  const py = await createPython();
  await py.exec(`
import concurrent.futures, threading
gone = threading.Event()
threading.Thread(target=gone.wait, args=(60,), daemon=True).start()
idle = concurrent.futures.ThreadPoolExecutor()
idle.submit(abs, -1).result()`);
  // Endless, if it did.
  await py.close({ timeout: Number.POSITIVE_INFINITY });
  const again = await open();
  await again.exec('gone.set()');
});

it('processes of executors end, and others can be started later', async () => {
  const source = `
import concurrent.futures, multiprocessing
processes = concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context('spawn'))
def use(): return processes.submit(abs, -1).result(20)
def left(): return len(multiprocessing.active_children())`;
  for (let i = 0; i < 2; i++) {
    const py = await createPython();
    await py.exec(source);
    expect(await py.call('__main__', 'use')).toBe(1);
    await py.close();
  }
  const again = await open();
  expect(await again.call('__main__', 'left')).toBe(0);
});
