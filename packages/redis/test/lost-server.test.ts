import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RedisServer } from '../../../testing/redis-server.ts';
import { PermitLostError, RedisSemaphore, RedisState } from '../src';
import { connect, libraryNames, type TestClient } from './support/clients';

const lease = 300;

describe.each(libraryNames)('a server that %s loses', (library) => {
  let server: RedisServer;
  let own: TestClient;
  let semaphore: RedisSemaphore;
  beforeEach(async () => {
    server = await RedisServer.start();
    own = await connect(library, server.url);
    semaphore = new RedisSemaphore({ client: own.client, name: 'lost', max: 1, lease });
  });
  afterEach(async () => {
    await semaphore.close();
    own.close();
    await server.stop();
  });

  it('tells the holder within a lease, and goes on with the waiter when it is back without data', async () => {
    const held = await semaphore.acquire();
    const waits = semaphore.acquire();
    await delay(20);
    await server.kill();
    if (!held.signal.aborted) await once(held.signal, 'abort');
    expect(held.signal.reason).toBeInstanceOf(PermitLostError);
    expect(held.signal.reason.message).toMatch(
      /permit of the semaphore 'lost' was lost: .*others may hold it by now/,
    );
    await server.resume();
    // A library that refuses commands meanwhile may have ended the wait: then it was told so, and can ask again.
    const next = await unlessCut(waits, () => semaphore.acquire());
    expect(next.token).toBeGreaterThan(held.token);
    await held.release();
    expect((await semaphore.status()).current).toBe(1);
    await next.release();
  });

  it('does not keep a call longer than its time limit', async () => {
    await (await semaphore.acquire()).release();
    await server.kill();
    await expect(semaphore.acquire({ timeout: 100 })).rejects.toThrow(
      'The server has not answered within 100 ms',
    );
  });

  it('reaches it again when the connection alone was cut, with everything as it was', async () => {
    const state = new RedisState({ client: own.client, prefix: 'lost' });
    await state.set('key', 'kept');
    // A lease that a busy machine does not outlast.
    const patient = new RedisSemaphore({ client: own.client, name: 'patient', max: 1, lease: 10_000 });
    const held = await patient.acquire();
    const waits = patient.acquire();
    waits.catch(() => {});
    await delay(20);
    const other = await connect('ioredis', server.url);
    await (other.client as { call(...args: string[]): Promise<unknown> }).call(
      'CLIENT',
      'KILL',
      'TYPE',
      'normal',
      'SKIPME',
      'yes',
    );
    await (other.client as { call(...args: string[]): Promise<unknown> }).call(
      'CLIENT',
      'KILL',
      'TYPE',
      'pubsub',
    );
    other.close();
    expect(await patiently(() => state.get('key'))).toBe('kept');
    await patiently(() => held.release());
    // What it asked at that moment may have ended the wait: then it was told so, and can ask again.
    const next = await unlessCut(waits, () => patient.acquire());
    await next.release();
    expect(held.signal.aborted).toBe(false);
    await patient.close();
  });
});

/** What the libraries say of a command whose connection was cut, and of none other. */
const cut =
  /^(MaxRetriesPerRequestError|SocketClosedUnexpectedlyError|AbortError: Command aborted due to|Error: (Connection is closed\.|\w+ (ECONNRESET|ECONNREFUSED|EPIPE)))/;

/** A library may fail what was under way when its connection was cut: then it is asked again. */
function unlessCut<T>(asked: Promise<T>, again: () => Promise<T>): Promise<T> {
  return asked.catch((error: unknown) => {
    if (cut.test(`${(error as Error).constructor.name}: ${(error as Error).message}`)) return again();
    throw error;
  });
}

/** The same, until the next try reaches the server. */
function patiently<T>(task: () => Promise<T>, tries = 50): Promise<T> {
  const again = async () => {
    await delay(20);
    return patiently(task, tries - 1);
  };
  return tries > 0 ? unlessCut(task(), again) : task();
}
