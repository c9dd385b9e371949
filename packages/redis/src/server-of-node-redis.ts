import type { KnownServer } from './server-address';

/** What node-redis knows of a server; more of it than is read here is no matter. */
interface ClientOptions {
  url?: string;
  socket?: { host?: string; port?: number; path?: string; tls?: boolean };
  username?: string;
  password?: string;
  credentialsProvider?: unknown;
  database?: number;
  keyPrefix?: string;
}

interface ClusterOptions extends Pick<ClientOptions, 'keyPrefix'> {
  rootNodes: ClientOptions[];
  defaults?: ClientOptions;
  nodeAddressMap?: unknown;
}

/** Where its server is; undefined where that is reached by more than a host and a password. */
export function serverOfNodeRedis(client: object): KnownServer | undefined {
  const { options } = client as { options?: ClientOptions };
  // Of a client the library has taken its `url` apart.
  return options && fromOptions(options);
}

export function serverOfNodeRedisCluster(cluster: object): KnownServer | undefined {
  const { _options: options } = cluster as { _options?: ClusterOptions };
  if (!options?.rootNodes || options.nodeAddressMap || options.keyPrefix) return undefined;
  const nodes = options.rootNodes.map((node) => {
    const { socket, ...own } = node;
    const { socket: usual, ...defaults } = options.defaults ?? {};
    return fromOptions(withUrl({ ...defaults, ...own, socket: { ...usual, ...socket } }));
  });
  const [first] = nodes;
  const known = nodes.filter((node) => node !== undefined);
  if (!first || known.length < nodes.length) return undefined;
  return { ...first, hosts: known.flatMap(({ hosts }) => hosts) };
}

function withUrl(options: ClientOptions): ClientOptions {
  if (options.url === undefined) return options;
  const { protocol, hostname, port, username, password } = new URL(options.url);
  return {
    ...options,
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
    socket: {
      ...options.socket,
      host: hostname,
      ...(port && { port: Number(port) }),
      tls: options.socket?.tls || protocol !== 'redis:',
    },
  };
}

function fromOptions(options: ClientOptions): KnownServer | undefined {
  const { socket, username, password, credentialsProvider, database, keyPrefix } = options;
  if (socket?.tls || socket?.path || keyPrefix) return undefined;
  // The library makes one of a username and a password.
  if (credentialsProvider && !username && !password) return undefined;
  return { hosts: [[socket?.host ?? 'localhost', socket?.port ?? 6379]], username, password, database };
}
