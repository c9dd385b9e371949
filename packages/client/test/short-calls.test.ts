import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, it } from 'vitest';
import { clientForFile, eventually } from './support/client';

const source = `
import time

def busy(microseconds):
    end = time.perf_counter_ns() + 1000 * microseconds
    while time.perf_counter_ns() < end:
        pass
    return microseconds

def ask(function, times):
    for n in range(times):
        assert function(n) == n + 1
`;

const py = await clientForFile();
await py.defineModule('short_calls', source);
const busy = py.func<[number], number>('short_calls', 'busy');

const server = createServer((socket) => socket.pipe(socket));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
afterAll(() => server.close());

/** The processors of a thread, by its status in /proc. */
function allowedOf(status: string): string | undefined {
  return /^Cpus_allowed_list:\s*(.*)$/m.exec(readFileSync(status, 'utf8'))?.[1];
}

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

  // A lane that waits beside its caller goes to another processor.
  it.runIf(process.platform === 'linux')('leave every thread the processors that it may use', async () => {
    for (let i = 0; i < 2000; i++) await busy(5);
    await py.call('short_calls', 'ask', [(n: number) => n + 1, 500]);
    const own = allowedOf(`/proc/${process.pid}/status`);
    const pids = new Set(py.stats().lanes.map(({ pid }) => pid ?? process.pid));
    const tasks = [...pids].flatMap((pid) =>
      readdirSync(`/proc/${pid}/task`).map((task) => `/proc/${pid}/task/${task}/status`),
    );
    // One may be on its way at this very moment.
    await eventually(
      () => tasks.filter(existsSync).every((task) => allowedOf(task) === own),
      'all have them again',
    );
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
