import { describeValue, InvalidArgumentError } from '@pyloom/common';
import type { Connection } from './connection';
import { isIoredis, throughIoredis } from './ioredis';
import { isNodeRedis, throughNodeRedis } from './node-redis';

/** @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) for what is no client of these libraries. */
export function connectionOf(client: unknown): Connection {
  if (isIoredis(client)) return throughIoredis(client);
  if (isNodeRedis(client)) return throughNodeRedis(client);
  throw new InvalidArgumentError(
    `client must be a client of node-redis (5 or later), ioredis or iovalkey, not ${describeValue(client)}`,
  );
}
