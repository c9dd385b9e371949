import type { Connection, Reply } from './connection';
import { serverOfIoredis } from './server-of-ioredis';

/** A client or a cluster of ioredis or iovalkey, as far as it is used here. */
interface Ioredis {
  callBuffer(command: string, ...args: (string | Buffer)[]): Promise<Reply>;
  duplicate(): Ioredis;
  subscribe(channel: string): Promise<unknown>;
  on(event: 'message', listener: (channel: string, message: string) => void): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  disconnect(): void;
}

export function isIoredis(client: unknown): client is Ioredis {
  const { callBuffer, duplicate } = (client ?? {}) as Partial<Ioredis>;
  return typeof callBuffer === 'function' && typeof duplicate === 'function';
}

/** ioredis finds the node of a cluster by the keys in the command. */
export function throughIoredis(client: Ioredis): Connection {
  return {
    send(_key, [command = '', ...args]) {
      return client.callBuffer(String(command), ...args);
    },
    server: () => serverOfIoredis(client),
    async subscribe(channel, listener) {
      const own = client.duplicate();
      // It connects again by itself and subscribes anew; the user hears of a lost server through the client itself.
      own.on('error', () => {});
      own.on('message', (_channel, message) => listener(message));
      await own.subscribe(channel);
      return {
        async close() {
          own.disconnect();
        },
      };
    },
  };
}
