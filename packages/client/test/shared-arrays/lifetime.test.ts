// Shared arrays take a mapping and a descriptor each, in every process that has one.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import type { Python } from '../../src/index';
import { clientsForTests, eventually, rejection } from '../support/client';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const source = `
import os, pyloom
kept = []
def put(array, index, value):
    array[index] = value
    return array
def keep(array): kept.append(array)
def drop(): kept.clear()
def make(value):
    array = pyloom.shared_array('int32', 100)
    array[0] = value
    return array
def make_and_drop(n):
    for _ in range(n): pyloom.shared_array('int32', 100)
def pid(): return os.getpid()
def stop_itself(): os.kill(os.getpid(), 19)
`;

const clientUrl = new URL('../../dist/index.js', import.meta.url).href;

/** Mappings and descriptors of shared arrays in a process. */
function counts(pid: number | 'self'): [mappings: number, descriptors: number] {
  const maps = readFileSync(`/proc/${pid}/maps`, 'utf8').match(/memfd:pyloom-shared/g) ?? [];
  const folder = `/proc/${pid}/fd`;
  const isShared = (name: string) => {
    try {
      return readlinkSync(`${folder}/${name}`).includes('memfd:pyloom-shared');
    } catch {
      return false; // closed meanwhile
    }
  };
  return [maps.length, readdirSync(folder).filter(isShared).length];
}

async function eventuallyCounts(pid: number | 'self', most: number): Promise<void> {
  let last: readonly number[] = [];
  const areFew = () => {
    collectGarbage();
    last = counts(pid);
    return last.every((count) => count <= most);
  };
  await eventually(areFew, `no more than ${most} of each in ${pid}`).catch((error) => {
    throw new Error(`${error.message}, but ${last}`);
  });
}

/** The newest may be in a register still. */
const few = 3;

describe.runIf(process.platform === 'linux')('the memory of shared arrays', () => {
  const open = clientsForTests();

  async function client(): Promise<[Python, pid: number]> {
    const py = await open({ mode: 'process', numProcesses: 1, process: { maxRestarts: 1000 } });
    await py.defineModule('lifetimes', source);
    return [py, await py.call<number>('lifetimes', 'pid')];
  }

  it('is given up on both sides, whoever made the array and whoever dropped it last', async () => {
    const [py, pid] = await client();
    for (let i = 0; i < 1000; i++) {
      const array = await py.sharedArray(Int32Array, 100);
      await py.call('lifetimes', i % 2 ? 'put' : 'keep', i % 2 ? [array, 0, i] : [array]);
      const made = await py.call<Int32Array>('lifetimes', 'make', [i]);
      if (i % 3 === 0) await py.call('lifetimes', 'keep', [made]);
      if (i % 100 === 0) collectGarbage();
    }
    await py.call('lifetimes', 'make_and_drop', [1000]);
    await py.call('lifetimes', 'drop');
    await eventuallyCounts('self', few);
    await eventuallyCounts(pid, few);
  });

  it('is mapped once in a process, for as long as JavaScript has the array', async () => {
    const [py, pid] = await client();
    const array = await py.sharedArray(Int32Array, 100);
    const before = counts(pid);
    for (let i = 0; i < 50; i++) await py.call('lifetimes', 'put', [array, 0, i]);
    const [mappings, descriptors] = counts(pid);
    expect([mappings - before[0], descriptors]).toEqual([1, 0]);
    expect(array[0]).toBe(49);
  });

  it('outlives the process, and is seen by the next one', async () => {
    const [py, pid] = await client();
    const array = await py.sharedArray(Int32Array, 100);
    const made = await py.call<Int32Array>('lifetimes', 'make', [7]);
    await py.call('lifetimes', 'put', [array, 0, 1]);
    process.kill(pid, 'SIGKILL');
    await eventually(
      async () => (await py.call('lifetimes', 'pid').catch(() => pid)) !== pid,
      'another process',
    );
    for (const each of [array, made]) {
      const back = await py.call<Int32Array>('lifetimes', 'put', [each, 1, 2]);
      expect([back.buffer === each.buffer, each[1]]).toEqual([true, 2]);
    }
    expect([array[0], made[0]]).toEqual([1, 7]);
  });

  it("is nobody's when a process is killed that alone had it", async () => {
    const [py, pid] = await client();
    for (let i = 0; i < 20; i++) {
      await py.call('lifetimes', 'keep', [await py.sharedArray(Int32Array, 100)]);
      await py.call('lifetimes', 'keep', [await py.call('lifetimes', 'make', [i])]);
    }
    process.kill(pid, 'SIGKILL');
    await eventually(
      async () => (await py.call('lifetimes', 'pid').catch(() => pid)) !== pid,
      'another process',
    );
    await eventuallyCounts('self', few);
  });

  it('goes to a process that does not run for a while, however many arrays there are', async () => {
    const [py, pid] = await client();
    process.kill(pid, 'SIGSTOP');
    const arrays = await Promise.all(Array.from({ length: 1000 }, () => py.sharedArray(Int32Array, 1)));
    const calls = arrays.map((array, i) => py.call('lifetimes', 'put', [array, 0, i]));
    process.kill(pid, 'SIGCONT');
    await Promise.all(calls);
    expect(arrays.map(([first]) => first)).toEqual(arrays.map((_, i) => i));
  });

  it('of a process with bounded addresses is a MemoryError there', async () => {
    const py = await open({ process: { rlimits: { as: 2 ** 30 } } });
    const context = await py.context({ isolated: true });
    await context.exec(source);
    const large = await py.sharedArray(Uint8Array, 2 ** 31);
    const error = await rejection(context.call('__main__', 'put', [large, 0, 1]));
    expect(error).toMatchObject({ type: 'MemoryError' });
    expect(error.message).toMatch(
      /^MemoryError: a shared array of 2147483648 bytes cannot be had here: shared memory cannot be mapped: /,
    );
    const small = await py.sharedArray(Uint8Array, 2);
    await context.call('__main__', 'put', [small, 1, 3]);
    expect(small[1]).toBe(3);
  });

  it('is not that of whatever else a process hands over', async () => {
    const [py] = await client();
    await py.exec(`
import array, os, socket
def hand_over(size, *numbers):
    control = socket.socket(fileno=os.dup(5))
    for number in numbers:
        descriptors = array.array('i', [os.memfd_create('pyloom-shared')] * 3)
        control.sendmsg([number.to_bytes(8, 'little')[:size]], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, descriptors)])
        os.close(descriptors[0])
`);
    await py.call('__main__', 'hand_over', [8, 1, 2, 3, 5, 7, 7]);
    expect(await py.call('lifetimes', 'make', [3])).toMatchObject({ 0: 3 });
    await py.call('__main__', 'hand_over', [4, 9]);
    await eventuallyCounts('self', few);
    expect(await py.call('math', 'sqrt', [16])).toBe(4);
  });

  it('is a SharedMemoryError where the system refuses it', async () => {
    const code = `
      const { createPython, SharedMemoryError } = await import('${clientUrl}');
      const py = await createPython();
      const arrays = [];
      const fill = async () => {
        for (;;) arrays.push(await py.sharedArray(Uint8Array, 10));
      };
      const error = await fill().catch((reason) => reason);
      console.log(error instanceof SharedMemoryError, error.code, error.message);
      await py.close();
      console.log((await py.sharedArray(Uint8Array, 1).catch((reason) => reason)).code);
    `;
    const command = 'ulimit -n 100; exec "$0" --input-type=module -e "$1"';
    const { stdout } = await promisify(execFile)('bash', ['-c', command, process.execPath, code]);
    expect(stdout).toBe(
      [
        'true ERR_PYLOOM_SHARED_MEMORY A shared array of 10 bytes is not to be had: shared memory cannot be had: Too many open files',
        'ERR_PYLOOM_CLOSED',
        '',
      ].join('\n'),
    );
  });

  it('is that of worker threads, too, which get an array from Python', async () => {
    const py = await open();
    await py.exec(source);
    const array = await py.sharedArray(Int32Array, 4);
    await py.call('__main__', 'keep', [array]);
    const code = `
      const { createPython } = await import('${clientUrl}');
      const py = await createPython(${JSON.stringify({})});
      const array = await py.eval('kept[0]');
      array[1] = 5;
      await py.call('__main__', 'put', [array, 2, 6]);
      await py.close();
    `;
    const worker = new Worker(`import('node:vm').then(async () => { ${code} })`, { eval: true });
    expect(await once(worker, 'exit')).toEqual([0]);
    expect([...array]).toEqual([0, 5, 6, 0]);
    expect((await py.call<Int32Array>('__main__', 'put', [array, 3, 7])).buffer).toBe(array.buffer);
  });
});
