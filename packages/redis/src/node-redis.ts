import type { Connection, Reply } from './connection';
import { serverOfNodeRedis, serverOfNodeRedisCluster } from './server-of-node-redis';

type Command = readonly (string | Buffer)[];
type Options = { typeMapping: Record<number, unknown> };

/** A client or a cluster of node-redis, as far as it is used here. */
interface NodeRedis {
  sendCommand(...args: [Command, Options] | [string, boolean, Command, Options]): Promise<Reply>;
  withTypeMapping(mapping: Options['typeMapping']): NodeRedis;
  duplicate(): NodeRedis;
  connect(): Promise<unknown>;
  destroy(): void;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  subscribe(channel: string, listener: (message: string) => void): Promise<unknown>;
  /** Clusters alone have it. */
  getSlotRandomNode?: unknown;
}

/** RESP's type byte of a text, `$`, which is the number that the library names it by. */
const textsAsBuffers: Options = { typeMapping: { 36: Buffer } };

export function isNodeRedis(client: unknown): client is NodeRedis {
  const { sendCommand, withTypeMapping } = (client ?? {}) as Partial<NodeRedis>;
  return typeof sendCommand === 'function' && typeof withTypeMapping === 'function';
}

export function throughNodeRedis(client: NodeRedis): Connection {
  const isCluster = typeof client.getSlotRandomNode === 'function';
  return {
    send(key, command) {
      return isCluster
        ? client.sendCommand(key, false, command, textsAsBuffers)
        : client.sendCommand(command, textsAsBuffers);
    },
    server: () => (isCluster ? serverOfNodeRedisCluster(client) : serverOfNodeRedis(client)),
    async subscribe(channel, listener) {
      const own = client.duplicate();
      // It connects again by itself and subscribes anew; the user hears of a lost server through the client itself.
      own.on('error', () => {});
      await own.connect();
      await own.subscribe(channel, (message) => listener(message));
      return {
        async close() {
          own.destroy();
        },
      };
    },
  };
}
