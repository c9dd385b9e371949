import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clientsForTests } from '../support/client';
import { runProgram } from '../support/run-cli';

const source = `
import asyncio, pyloom

async def patient():
    """Ends when JavaScript says so."""
    await pyloom.call_async('release')
    return 'fine'

async def child(kind):
    raise {'exit': SystemExit(3), 'interrupt': KeyboardInterrupt()}[kind]

async def leave(kind):
    asyncio.ensure_future(child(kind))
    await asyncio.sleep(0.01)
    return 'done'

async def gather(kind):
    await asyncio.gather(child(kind), asyncio.sleep(30))

async def call_soon(kind):
    def callback():
        raise {'exit': SystemExit(3), 'interrupt': KeyboardInterrupt()}[kind]
    asyncio.get_running_loop().call_soon(callback)
    await asyncio.sleep(0.01)
    return 'done'

async def stop():
    asyncio.get_running_loop().stop()
    await asyncio.sleep(0.01)
    return 'done'

async def loop_id():
    return id(asyncio.get_running_loop())
`;

describe('the event loop of an asyncio lane', () => {
  const open = clientsForTests();

  it.each([
    ['a SystemExit of a task', 'leave', ['exit'], 'done'],
    ['a KeyboardInterrupt of a task', 'leave', ['interrupt'], 'done'],
    ['a SystemExit of a callback', 'call_soon', ['exit'], 'done'],
    ['a KeyboardInterrupt of a callback', 'call_soon', ['interrupt'], 'done'],
    ['stop()', 'stop', [], 'done'],
    ['a SystemExit that a coroutine waits for', 'gather', ['exit'], 'SystemExit'],
  ])('outlives %s, with every coroutine on it', async (_what, name, args, outcome) => {
    const py = await open({ numAsyncWorkers: 1, stderr: () => {} });
    await py.defineModule('outliving', source);
    let release = () => {};
    const waits = new Promise<void>((resolve) => {
      py.registerFunction('release', () => {
        resolve();
        return new Promise<void>((done) => {
          release = done;
        });
      });
    });
    const before = await py.call('outliving', 'loop_id');
    const patient = py.call('outliving', 'patient');
    await waits;
    const ended = await py.call('outliving', name, args).catch((error) => error.type);
    expect(ended).toBe(outcome);
    release();
    expect(await patient).toBe('fine');
    expect(await py.call('outliving', 'loop_id')).toBe(before);
    expect(py.semaphore.current).toBe(0);
  });

  it('is asked for again when there are descriptors, and meanwhile nobody waits for ever', async () => {
    const { stdout, stderr, code } = await runProgram(
      [
        join(import.meta.dirname, '../fixtures/run.mjs'),
        `
      const py = await client.createPython({ numAsyncWorkers: 1 });
      await py.exec(\`
import resource
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
def exhaust(): resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
def restore(): resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
async def double(n): return n * 2
\`);
      process.on('warning', ({ message }) => console.log(message));
      await py.call('__main__', 'exhaust');
      const cpu = process.cpuUsage();
      const error = await py.call('__main__', 'double', [1]).catch((reason) => reason);
      const { user, system } = process.cpuUsage(cpu);
      await py.call('__main__', 'restore');
      console.log(error.type, error.message, user + system < 1e6);
      console.log(await py.call('__main__', 'double', [2]), py.semaphore.current);
      await py.close();
    `,
      ],
      {},
    );
    const lines = stdout.trimEnd().split('\n');
    expect(lines.filter((line) => line.includes('has no event loop'))).toHaveLength(1);
    expect(lines.slice(-2)).toEqual([expect.stringMatching(/^OSError .*Too many open files.* true$/), '4 0']);
    expect({ stderr, code }).toEqual({ stderr: expect.not.stringContaining('Exception ignored'), code: 0 });
  });
});
