import type { KnownServer } from './server-address';

/** What ioredis and iovalkey know of a server; more of it than is read here is no matter. */
interface ClientOptions {
  host?: string;
  port?: number | string;
  path?: string | null;
  tls?: unknown;
  sentinels?: unknown;
  Connector?: unknown;
  username?: string | null;
  password?: string | null;
  db?: number | string;
  keyPrefix?: string;
}

interface Cluster {
  startupNodes: (string | number | ClientOptions)[];
  options: { redisOptions?: ClientOptions; keyPrefix?: string; natMap?: unknown; useSRVRecords?: boolean };
}

/** Where its server is; undefined where that is reached by more than a host and a password. */
export function serverOfIoredis(client: object): KnownServer | undefined {
  if ('startupNodes' in client) return ofCluster(client as Cluster);
  const { options } = client as { options?: ClientOptions };
  return options && fromOptions(options);
}

function ofCluster({ startupNodes, options }: Cluster): KnownServer | undefined {
  if (options.natMap || options.useSRVRecords || options.keyPrefix) return undefined;
  const { redisOptions = {} } = options;
  const hosts = startupNodes.map((node) => hostOf(node));
  const known = hosts.filter((host) => host !== undefined);
  const server = fromOptions(redisOptions);
  // A cluster has no database but 0.
  return server && known.length === hosts.length ? { ...server, hosts: known, database: 0 } : undefined;
}

function hostOf(node: string | number | ClientOptions): [string, number] | undefined {
  if (typeof node === 'number') return ['127.0.0.1', node];
  if (typeof node === 'object') return [node.host ?? '127.0.0.1', Number(node.port ?? 6379)];
  const [, host, port = '6379'] = /^(?:redis:\/\/)?([^:/@]+)(?::(\d+))?\/?$/.exec(node) ?? [];
  return host === undefined ? undefined : [host, Number(port)];
}

function fromOptions(options: ClientOptions): KnownServer | undefined {
  const { host = 'localhost', port = 6379, username, password, db = 0 } = options;
  if (options.path || options.tls || options.sentinels || options.Connector || options.keyPrefix) {
    return undefined;
  }
  return {
    hosts: [[host, Number(port)]],
    username: username ?? undefined,
    password: password ?? undefined,
    database: Number(db),
  };
}
