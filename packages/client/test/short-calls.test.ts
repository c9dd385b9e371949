import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, it } from 'vitest';
import { clientForFile } from './support/client';

const source = `
import time

def busy(microseconds):
    end = time.perf_counter_ns() + 1000 * microseconds
    while time.perf_counter_ns() < end:
        pass
    return microseconds
`;

const py = await clientForFile();
await py.defineModule('short_calls', source);
const busy = py.func<[number], number>('short_calls', 'busy');

const server = createServer((socket) => socket.pipe(socket));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
afterAll(() => server.close());

/** What an event loop brings, by turns of different kinds. */
const events = {
  immediate: () => new Promise((resolve) => setImmediate(resolve)),
  timer: () => new Promise((resolve) => setTimeout(resolve, 3)),
  file: () => readFile(import.meta.filename),
  connection: async () => {
    const socket = connect(port, '127.0.0.1');
    socket.end('hello');
    const [answer] = await once(socket, 'data');
    return String(answer);
  },
  child: () => once(spawn(process.execPath, ['-e', '']), 'exit'),
  worker: () => once(new Worker('', { eval: true }), 'exit'),
};

/** Calls, one after the other, until all of it has come. */
async function callUntil(microseconds: number, arrivals: Promise<unknown>): Promise<number> {
  let calls = 0;
  let arrived = false;
  void arrivals.finally(() => {
    arrived = true;
  });
  while (!arrived) {
    expect(await busy(microseconds)).toBe(microseconds);
    calls++;
  }
  return calls;
}

describe('calls that the thread waits for awake', () => {
  // The length is learnt: enough of them for the thread to wait.
  it.each([0, 30, 100, 300])(
    'of %i µs keep nothing else of the event loop waiting for ever',
    async (microseconds) => {
      for (let i = 0; i < 30; i++) await busy(microseconds);
      for (const [kind, event] of Object.entries(events)) {
        const calls = await callUntil(microseconds, event());
        expect(calls, kind).toBeGreaterThan(0);
      }
    },
  );

  it('let several chains of calls go on side by side', async () => {
    const chain = async (microseconds: number) => {
      const seen = new Set<number>();
      for (let i = 0; i < 50; i++) seen.add(await busy(microseconds));
      return [...seen];
    };
    expect(await Promise.all([chain(20), chain(60), chain(400)])).toEqual([[20], [60], [400]]);
  });

  it('may take longer than they did', async () => {
    for (let i = 0; i < 30; i++) await busy(50);
    const timers: number[] = [];
    const ticking = setInterval(() => timers.push(1), 1);
    expect(await busy(50_000)).toBe(50_000);
    clearInterval(ticking);
    expect(timers.length).toBeGreaterThan(0);
    expect(await busy(50)).toBe(50);
  });

  it('may be aborted while they are waited for', async () => {
    for (let i = 0; i < 30; i++) await busy(100);
    for (let i = 0; i < 20; i++) {
      const controller = new AbortController();
      const call = busy
        .with({ signal: controller.signal })(100)
        .catch(() => 'aborted');
      setImmediate(() => controller.abort());
      expect([100, 'aborted']).toContain(await call);
    }
    expect(await busy(100)).toBe(100);
  });
});
