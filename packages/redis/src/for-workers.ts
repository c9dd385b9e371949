import { randomUUID } from 'node:crypto';
import { encodeValue } from '@pyloom/wire';
import type { Connection } from './connection';
import type { Script } from './script';
import { type ServerAddress, serverAt } from './server-address';

/** What a state is in the database. */
export interface StateLayout {
  keys: readonly string[];
  limits: readonly string[];
  scripts: Readonly<Record<string, Script>>;
}

/** Milliseconds in which a worker has to find the key that is written for it. */
const patience = 60_000;

/**
 * What Python on a worker of a cluster has to know to do the same as RedisState, in the wire format; null: it cannot reach the server by
 * itself. `_direct_state.py` of @pyloom/core-native reads it.
 */
export async function forWorkers(
  connection: Connection,
  address: ServerAddress | false,
  layout: StateLayout,
): Promise<Uint8Array> {
  const server = address === false ? undefined : serverAt(address, connection.server());
  if (server === undefined) return encodeValue(null);
  const [key = ''] = layout.keys;
  // Only who finds it is where this client is: a name may mean another host there, and a number another database.
  const meeting = `${key}:${randomUUID()}`;
  await connection.send(meeting, ['SET', meeting, '', 'PX', String(patience)]);
  const { hosts, username = '', password = '', database = 0 } = server;
  return encodeValue({
    version: 1,
    meeting,
    hosts,
    username,
    password,
    database,
    keys: layout.keys,
    limits: layout.limits,
    scripts: Object.fromEntries(Object.entries(layout.scripts).map(([name, { source }]) => [name, source])),
  });
}
