import type { KnownServer } from './server-address';

/** A connected client of node-redis (5 and later), ioredis or iovalkey; a cluster of these, too. It stays the user's own. */
export type RedisClient = object;

/** What the server answers: texts are Buffers, since values are bytes. */
export type Reply = number | Buffer | string | null | Reply[];

/** What this package needs of a client. */
export interface Connection {
  /** Sends a command; `key` tells a cluster where to. Rejects with the client's own error. */
  send(key: string, command: readonly (string | Buffer)[]): Promise<Reply>;
  /** Listens on a channel, over a connection of its own, until that is closed. */
  subscribe(channel: string, listener: (message: string) => void): Promise<Subscription>;
  /** Where the server is, for others than this client; undefined where they would need more than a host and a password. */
  server(): KnownServer | undefined;
}

export interface Subscription {
  close(): Promise<void>;
}
