import { checkKnownKeys, describeValue, InvalidArgumentError, InvalidRangeError } from '@pyloom/common';
import { checkText } from './check-options';

/** Where a server is, as Python on another machine reaches it. What is left out is as the client has it. */
export interface ServerAddress {
  host?: string;
  port?: number;
  username?: string;
  password?: string;
  /** The number of the database. */
  database?: number;
}

/** The same, of one server or of the nodes of a cluster. */
export interface KnownServer {
  hosts: [host: string, port: number][];
  username?: string | undefined;
  password?: string | undefined;
  database?: number | undefined;
}

const texts = ['host', 'username', 'password'] as const;
const numbers = ['port', 'database'] as const;
const most = { port: 65_535, database: Number.MAX_SAFE_INTEGER };

/** @throws TypeError or RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) */
export function checkServerAddress(name: string, address: ServerAddress): void {
  checkKnownKeys(name, address, [...texts, ...numbers]);
  for (const key of texts) if (address[key] !== undefined) checkText(`${name}.${key}`, address[key]);
  for (const key of numbers) {
    const number: unknown = address[key];
    if (number === undefined) continue;
    if (typeof number !== 'number')
      throw new InvalidArgumentError(`${name}.${key} must be an integer, not ${describeValue(number)}`);
    if (!Number.isSafeInteger(number) || number < 0 || number > most[key]) {
      throw new InvalidRangeError(`${name}.${key} must be an integer from 0 to ${most[key]}, not ${number}`);
    }
  }
}

/** What the options say, where they say it; undefined: nobody knows a host. */
export function serverAt(address: ServerAddress, client: KnownServer | undefined): KnownServer | undefined {
  const [[host, port] = [undefined, 6379]] = client?.hosts ?? [];
  if (address.host === undefined && address.port === undefined) return client && { ...client, ...address };
  if (address.host === undefined && host === undefined) return undefined;
  return {
    username: client?.username,
    password: client?.password,
    database: client?.database,
    ...address,
    hosts: [[address.host ?? (host as string), address.port ?? port]],
  };
}
