import { Redis as Ioredis } from 'ioredis';
import { Redis as Iovalkey } from 'iovalkey';
import { createClient } from 'redis';
import type { RedisClient } from '../../src';

/** A client that a test has made, whichever library it is of. */
export interface TestClient {
  client: RedisClient;
  close(): void;
}

/** One of each library that users bring. */
const libraries = {
  ioredis: async (url: string) => closedBy(new Ioredis(url), 'disconnect'),
  iovalkey: async (url: string) => closedBy(new Iovalkey(url), 'disconnect'),
  'node-redis': async (url: string) => {
    const client = createClient({ url });
    const own = closedBy(client, 'destroy');
    await client.connect();
    return own;
  },
} as const;

export type Library = keyof typeof libraries;
export const libraryNames = Object.keys(libraries) as Library[];

export function connect(library: Library, url: string): Promise<TestClient> {
  return libraries[library](url);
}

interface Listening {
  on?(event: 'error', listener: () => void): unknown;
}

export function closedBy<M extends string>(
  client: { [name in M]: () => unknown } & Listening,
  method: M,
): TestClient {
  client.on?.('error', () => {});
  return { client, close: () => void client[method]() };
}
