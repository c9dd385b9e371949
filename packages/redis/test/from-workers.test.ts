import { decodeValue } from '@pyloom/wire';
import { Cluster, Redis } from 'ioredis';
import { Redis as Iovalkey } from 'iovalkey';
import { createClient, createCluster } from 'redis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedisServer } from '../../../testing/redis-server.ts';
import { RedisState } from '../src';
import { connectionOf } from '../src/connection-of';
import { connect, libraryNames } from './support/clients';

const lazy = { lazyConnect: true } as const;
const named = { username: 'u', password: 'p:w' };

describe('where a server is, is known of', () => {
  it.each([
    ['node-redis', createClient(), [['localhost', 6379]], {}],
    [
      'node-redis',
      createClient({ url: 'redis://u:p%3Aw@host:1/3' }),
      [['host', 1]],
      { ...named, database: 3 },
    ],
    ['node-redis', createClient({ ...named, socket: { host: 'host', port: 1 } }), [['host', 1]], named],
    [
      'node-redis',
      createCluster({
        rootNodes: [{ url: 'redis://a:1' }, { socket: { host: 'b', port: 2 } }],
        defaults: named,
      }),
      [
        ['a', 1],
        ['b', 2],
      ],
      named,
    ],
    ['ioredis', new Redis(lazy), [['localhost', 6379]], { database: 0 }],
    ['ioredis', new Redis('redis://u:p%3Aw@host:1/3', lazy), [['host', 1]], { ...named, database: 3 }],
    [
      'iovalkey',
      new Iovalkey({ ...named, port: 1, db: 3, ...lazy }),
      [['localhost', 1]],
      { ...named, database: 3 },
    ],
    [
      'ioredis',
      new Cluster([{ host: 'a', port: 1 }, 'redis://b:2', 'c', 4], { ...lazy, redisOptions: named }),
      [
        ['a', 1],
        ['b', 2],
        ['c', 6379],
        ['127.0.0.1', 4],
      ],
      { ...named, database: 0 },
    ],
  ])('%s %#', (_library, client, hosts, more) => {
    const server = connectionOf(client).server();
    expect(server).toEqual({ hosts, username: undefined, password: undefined, database: undefined, ...more });
  });

  it.each([
    ['TLS', createClient({ url: 'rediss://host:1' })],
    ['TLS', new Redis({ tls: {}, ...lazy })],
    ['TLS', createCluster({ rootNodes: [{ url: 'redis://a' }, { url: 'rediss://b' }] })],
    ['TLS', createCluster({ rootNodes: [{ url: 'redis://a' }], defaults: { socket: { tls: true } } })],
    ['TLS', new Cluster(['a'], { redisOptions: { tls: {} }, ...lazy })],
    ['TLS', new Cluster(['rediss://a'], lazy)],
    ['a path', createClient({ socket: { path: '/run/redis', tls: false } })],
    ['a path', new Redis('/run/redis', lazy)],
    ['Sentinel', new Redis({ sentinels: [{ host: 'a', port: 1 }], name: 'm', ...lazy })],
    ['prefixed keys', new Redis({ keyPrefix: 'k:', ...lazy })],
    ['prefixed keys', createClient({ keyPrefix: 'k:' })],
    ['addresses for this machine alone', new Cluster(['a'], { natMap: {}, ...lazy })],
    ['addresses for this machine alone', createCluster({ rootNodes: [{}], nodeAddressMap: {} })],
    [
      'credentials that change',
      createClient({
        credentialsProvider: { type: 'async-credentials-provider', credentials: async () => named },
      }),
    ],
  ])('nothing with %s %#', (_what, client) => {
    expect(connectionOf(client).server()).toBeUndefined();
  });
});

describe.each(libraryNames)('a state over %s tells workers', (library) => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server.stop());

  const told = async (options: object) => {
    const { client, close } = await connect(library, server.url);
    const { state_direct } = new RedisState({ client, prefix: 'p', ...options }).remoteFunctions();
    const facts = decodeValue((await state_direct?.(Uint8Array.of(0x90))) as Uint8Array);
    close();
    return facts as Record<string, unknown> | null;
  };

  it('where the server is, and what a state is there', async () => {
    expect(await told({ maxEntries: 5 })).toMatchObject({
      version: 1,
      hosts: [['127.0.0.1', server.port]],
      username: '',
      password: '',
      database: 0,
      keys: ['{p}:values', '{p}:bytes'],
      limits: ['5', ''],
      scripts: { add: expect.stringContaining('HINCRBY') },
    });
  });

  it('by a key that is theirs alone, for a while', async () => {
    const [one, other] = [await told({}), await told({})] as { meeting: string }[];
    expect(one?.meeting).toMatch(/^\{p\}:values:/);
    expect(one?.meeting).not.toBe(other?.meeting);
    const { client, close } = await connect('ioredis', server.url);
    const left = await (client as Redis).pttl(one?.meeting ?? '');
    close();
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(60_000);
  });

  it('what the option says of it, or nothing', async () => {
    const fromWorkers = { host: 'redis.internal', password: 'secret', database: 2 };
    expect(await told({ fromWorkers })).toMatchObject({
      hosts: [['redis.internal', server.port]],
      password: 'secret',
      database: 2,
    });
    expect(await told({ fromWorkers: { password: 'secret' } })).toMatchObject({
      hosts: [['127.0.0.1', server.port]],
      password: 'secret',
    });
    expect(await told({ fromWorkers: false })).toBe(null);
  });
});

it('says what an address has to be', () => {
  const made = (fromWorkers: unknown) => () =>
    new RedisState({ client: new Redis(lazy), prefix: 'p', fromWorkers: fromWorkers as never });
  expect(made({ url: 'redis://a' })).toThrow(/Unknown key 'url'.* in fromWorkers; known are: host, /);
  expect(made({ host: '' })).toThrow(/fromWorkers.host must not be ''/);
  expect(made({ host: 1 })).toThrow(/fromWorkers.host must be a string, not 1/);
  expect(made({ port: 65_536 })).toThrow(/fromWorkers.port must be an integer from 0 to 65535, not 65536/);
  expect(made({ database: '1' })).toThrow(/fromWorkers.database must be an integer, not '1'/);
  expect(made(true)).toThrow(/fromWorkers must be an object, not true/);
});
