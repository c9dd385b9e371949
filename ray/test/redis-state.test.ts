import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Python } from '@pyloom/client';
import { RedisState, type RedisStateOptions } from '@pyloom/redis';
import { Cluster, Redis } from 'ioredis';
import { createClient } from 'redis';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { RedisServer } from '../../testing/redis-server.ts';
import { describeRay, open, rejection } from './ray';

const source = `
import threading
from datetime import datetime, timezone
import pyloom

class Point:
    pass

def each_function():
    first = pyloom.state_get('greeting')
    pyloom.state_set('from Python', {'tuple': (1, 2), 'float': 1.0, 'set': {3}, 'at': datetime(2026, 1, 2, tzinfo=timezone.utc)})
    counted = [pyloom.state_incr('n'), pyloom.state_incr('n', 41), pyloom.state_decr('n', 2), pyloom.state_decr('n')]
    keys = sorted(pyloom.state_keys()), pyloom.state_keys('from')
    deleted = [pyloom.state_delete('n'), pyloom.state_delete('n'), pyloom.state_get('n')]
    return [first, counted, keys, deleted]

def clear():
    pyloom.state_clear()

def kinds():
    values = [1.0, 1, True, None, 2 ** 62, 2 ** 63, -2 ** 80, -0.0, 'text', '\\ud800', b'bytes', [1, [2.0]], {'a': {1: 2}}, list(range(50))]
    return [stays_as_it_was(value) for value in values]

def stays_as_it_was(value):
    pyloom.state_set('value', value)
    found = pyloom.state_get('value')
    return found == value and type(found) is type(value)

def get(key):
    return pyloom.state_get(key)

def repeat(key, times):
    for _ in range(times):
        pyloom.state_incr(key)
    return pyloom.state_get(key)

def in_threads(count, times):
    threads = [threading.Thread(target=repeat, args=('threads', times)) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return pyloom.state_get('threads')

def count_when_told(times):
    pyloom.state_set('begun', True)
    while not pyloom.state_get('go'):
        pass
    return repeat('n', times)

def fails(name, *args):
    try:
        getattr(pyloom, name)(*(Point() if arg == 'a point' else arg for arg in args))
    except Exception as error:
        return [type(error).__name__, str(error)]

def wait():
    try:
        pyloom.state_incr('n')
    except BaseException as error:
        pyloom.state_set('left with', type(error).__name__)
        raise
`;

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function withState(state: RedisState): Promise<Python<RedisState>> {
  const py = await open({ state: state as never });
  closing.push(() => py.close());
  await py.defineModule('redis_state', source);
  return py as unknown as Python<RedisState>;
}

async function connected(url: string) {
  const client = createClient({ url });
  client.on('error', () => {});
  await client.connect();
  closing.push(() => client.destroy());
  return client;
}

describeRay('a state in Redis, from a Ray', () => {
  let server: RedisServer;
  let py: Python<RedisState>;
  let state: RedisState;
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server.stop());

  async function opened(prefix: string, options: Partial<RedisStateOptions> = {}) {
    const client = await connected(server.url);
    state = new RedisState({ client, prefix, ...options });
    py = await withState(state);
    return client;
  }
  const call = <T>(name: string, args: unknown[] = [], options = {}) =>
    py.call<T>('redis_state', name, args, options);

  it('is counted in while nothing of Node.js runs', async () => {
    await opened('blocked');
    const counting = call('count_when_told', [500]);
    await expect.poll(() => state.get('begun'), { timeout: 60_000 }).toBe(true);
    const fixture = fileURLToPath(new URL('fixtures/others-count.mjs', import.meta.url));
    // What they count they count while this thread waits for another process.
    execFileSync(process.execPath, [fixture, server.url, 'blocked', '500'], { timeout: 60_000 });
    expect(await counting).toBe(500);
  });

  it('has the same functions and kinds of values', async () => {
    await opened('functions');
    await state.set('greeting', 'hello');
    expect(await call('each_function')).toEqual([
      'hello',
      [1, 42, 40, 39],
      [['from Python', 'greeting', 'n'], ['from Python']],
      [true, false, null],
    ]);
    expect(await state.get('from Python')).toEqual({
      tuple: [1, 2],
      float: 1,
      set: new Set([3]),
      at: new Date('2026-01-02'),
    });
    expect(await call('kinds')).toEqual(Array(14).fill(true));
    await state.set('of JavaScript', {
      big: 2n ** 70n,
      map: new Map([[1, [0.5]]]),
      view: new Float64Array([1]),
    });
    expect(await call('get', ['of JavaScript'])).toEqual(await state.get('of JavaScript'));
    expect(await state.compareAndSet('value', await call('get', ['value']), 'next')).toBe(true);
    await call('clear');
    expect(await state.keys()).toEqual([]);
    expect(await call('in_threads', [4, 50])).toBe(200);
    const context = await py.context();
    expect(await context.call('redis_state', 'repeat', ['of a context', 3])).toBe(3);
    await context.close();
  });

  it('says what is wrong as elsewhere', async () => {
    await opened('errors', { maxEntries: 1 });
    await state.set('text', 'no integer');
    const fails = (name: string, ...args: unknown[]) => call('fails', [name, ...args]);
    expect(await fails('state_set', 'second', 1)).toEqual([
      'StateFullError',
      'The state is full: it may hold 1 entries (maxEntries). It is unchanged; delete what is not needed',
    ]);
    expect(await fails('state_incr', 'text')).toEqual(['TypeError', expect.stringContaining('no integer')]);
    expect(await fails('state_incr', 'text', 0.5)).toEqual([
      'TypeError',
      expect.stringContaining('by must be an integer'),
    ]);
    expect(await fails('state_set', 'text', ['a point', 'a point'])).toBe(null);
    expect(await fails('state_set', 'text', 'a point')).toEqual([
      'ConversionError',
      'args[1]: it is a redis_state.Point, which is no plain data and cannot be stored',
    ]);
    expect(await fails('state_get', 3)).toEqual(['TypeError', 'key must be a str, not 3']);
    expect(await fails('state_get')).toEqual(['TypeError', 'expected 1 argument, got 0']);
    await state.delete('text');
    await state.set('n', 2n ** 63n - 1n);
    expect(await fails('state_incr', 'n')).toEqual([
      'OverflowError',
      expect.stringContaining('beyond 64 bits'),
    ]);
  });

  it('lets go of Python when the time of its call is up, whatever the server does', async () => {
    const client = await opened('paused');
    await call('repeat', ['n', 1]);
    await client.sendCommand(['CLIENT', 'PAUSE', '60000', 'WRITE']);
    await expect(call('wait', [], { timeout: 1000 })).rejects.toMatchObject({ code: 'ERR_PYLOOM_TIMEOUT' });
    await client.sendCommand(['CLIENT', 'UNPAUSE']);
    await expect.poll(() => state.get('left with'), { timeout: 10_000 }).toBe('Interrupted');
  });

  it('goes by JavaScript where it may, or where another database is at that address', async () => {
    const other = await RedisServer.start();
    closing.push(() => other.stop());
    const client = await opened('elsewhere', { fromWorkers: false });
    expect(await call('repeat', ['n', 3])).toBe(3);
    expect(
      String(await client.sendCommand(['CLIENT', 'LIST']))
        .trim()
        .split('\n'),
    ).toHaveLength(1);

    await opened('elsewhere', { fromWorkers: { port: other.port } });
    expect(await call('repeat', ['n', 3])).toBe(6);
    expect(await (await connected(other.url)).sendCommand(['DBSIZE'])).toBe(0);
  });

  it('is an error of the calls under way where its server ends, and goes on with the next one', async () => {
    const own = await RedisServer.start();
    closing.push(() => own.stop());
    state = new RedisState({ client: await connected(own.url), prefix: 'lost' });
    py = await withState(state);
    const counting = rejection(call('repeat', ['n', 1e9]));
    await expect.poll(() => state.get('n'), { timeout: 60_000 }).toBeGreaterThan(100);
    await own.kill();
    expect(await counting).toBeInstanceOf(Error);
    await own.resume();
    expect(await call('repeat', ['after', 2])).toBe(2);
  });

  it('is reached with a name, a password and another database', async () => {
    const client = await connected(server.url);
    await client.sendCommand(['ACL', 'SETUSER', 'survey', 'on', '>se:cret', '~*', '+@all']);
    const url = `redis://survey:se%3Acret@127.0.0.1:${server.port}/3`;
    state = new RedisState({ client: await connected(url), prefix: 'named' });
    py = await withState(state);
    expect(await call('repeat', ['n', 3])).toBe(3);
    const clients = String(await client.sendCommand(['CLIENT', 'LIST'])).split('\n');
    expect(clients.filter((line) => / db=3 .* user=survey /.test(line)).length).toBeGreaterThan(1);
  });

  it('is found in a cluster, whichever of its nodes has it', async () => {
    const settings = { 'cluster-enabled': 'yes', 'cluster-announce-ip': '127.0.0.1' };
    const nodes = [await RedisServer.start(settings), await RedisServer.start(settings)] as const;
    closing.push(() => Promise.all(nodes.map((node) => node.stop())));
    const clients = nodes.map((node) => new Redis(node.url));
    closing.push(() => clients.map((client) => client.disconnect()));
    const [first, second] = clients as [Redis, Redis];
    await first.call('CLUSTER', 'ADDSLOTSRANGE', 0, 8191);
    await second.call('CLUSTER', 'ADDSLOTSRANGE', 8192, 16383);
    await first.call('CLUSTER', 'MEET', '127.0.0.1', nodes[1].port);
    for (const client of clients) {
      while (!/cluster_state:ok[\s\S]*cluster_size:2/.test(String(await client.call('CLUSTER', 'INFO'))));
    }
    const cluster = new Cluster([{ host: '127.0.0.1', port: nodes[0].port }]);
    closing.push(() => cluster.disconnect());
    const before = await Promise.all(clients.map(connectionsOf));
    // Of these two each node has one.
    for (const prefix of ['a', 'b']) {
      py = await withState(new RedisState({ client: cluster, prefix }));
      expect(await call('repeat', ['n', 3])).toBe(3);
    }
    expect(await cluster.cluster('KEYSLOT', 'a')).toBeGreaterThan(8191);
    expect(await cluster.cluster('KEYSLOT', 'b')).toBeLessThan(8192);
    expect(await Promise.all(clients.map(connectionsOf))).not.toEqual(before);
  });
});

async function connectionsOf(client: Redis): Promise<number> {
  return String(await client.client('LIST'))
    .trim()
    .split('\n').length;
}
