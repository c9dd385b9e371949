import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { lockByPipe } from '../../src/venv/venv-pipe-lock';
import { rejection } from '../support/client';

// Windows has names for pipes, other systems have sockets in the file system: the same to Node.js.
const folder = mkdtempSync(join(tmpdir(), 'pyloom-pipe-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;
function newName(): string {
  count++;
  return process.platform === 'win32'
    ? `\\\\.\\pipe\\pyloom-test-${process.pid}-${count}`
    : join(folder, `${count}`);
}
const take = (name: string, signal?: AbortSignal, onWait = () => {}) => lockByPipe(name, { onWait, signal });

it('goes from one to the next as soon as it is let go', async () => {
  const name = newName();
  const order: number[] = [];
  const first = await take(name);
  const waits: Promise<void>[] = [];
  const others = Array.from({ length: 5 }, async (_, i) => {
    const lock = await new Promise<Awaited<ReturnType<typeof take>>>((resolve, reject) => {
      waits.push(new Promise((waiting) => take(name, undefined, waiting).then(resolve, reject)));
    });
    order.push(i);
    const inside = order.length;
    await new Promise(setImmediate);
    expect(order).toHaveLength(inside);
    lock.release();
  });
  await Promise.all(waits);
  expect(order).toEqual([]);
  first.release();
  await Promise.all(others);
  expect(order.sort()).toEqual([0, 1, 2, 3, 4]);
});

it('ends a wait by its signal, whose listeners go with it', async () => {
  const name = newName();
  const owner = await take(name);
  const controller = new AbortController();
  const waiting = new Promise<void>((resolve) => {
    take(name, controller.signal, resolve).catch((reason) => ended(reason));
  });
  let ended: (reason: unknown) => void = () => {};
  const outcome = new Promise((resolve) => {
    ended = resolve;
  });
  await waiting;
  controller.abort('enough');
  expect(await outcome).toBe('enough');
  owner.release();
  (await take(name)).release();
});

it('says why when the name cannot be had at all', async () => {
  const error = await rejection(take(join(folder, 'no', 'such', 'folder')));
  expect(error).toMatchObject({ code: 'ERR_PYLOOM_VENV', message: expect.stringContaining('cannot be had') });
});

it('waits for an owner of another kind, that just ends', async () => {
  const name = newName();
  const owner = createServer((socket) => {
    socket.on('error', () => {});
    owner.close();
    setImmediate(() => socket.destroy());
  });
  await new Promise<void>((resolve) => owner.listen(name, resolve));
  (await take(name)).release();
});
