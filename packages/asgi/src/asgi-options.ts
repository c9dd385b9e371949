import type { IncomingMessage } from 'node:http';
import {
  checkKnownKeys,
  checkText,
  describeValue,
  InvalidArgumentError,
  InvalidRangeError,
  isModuleName,
} from '@pyloom/common';
import type { ServerOptions } from 'ws';

/** How an application is served. Times are in milliseconds. */
export interface AsgiOptions {
  /** What the application is. Default `'auto'`: a coroutine function, or an object that is called like one, is ASGI; anything else WSGI. */
  interface?: 'auto' | 'asgi' | 'wsgi';
  /** The name is that of a function that makes the application: `'shop.main:create_app'`. Default false. */
  factory?: boolean;
  /**
   * How many event loops serve, each with an application of its own where interpreters or processes are. In mode `process` no more than
   * there are processes help, elsewhere no more than `numAsyncWorkers`. Default 1.
   */
  workers?: number;
  /** Whether the application's lifespan must (`'on'`), may (`'auto'`, the default) or must not (`'off'`) take part. */
  lifespan?: 'auto' | 'on' | 'off';
  /** The path below which the world sees it, where what is in front of it takes that away. A mount of Express adds its own. Default `''`. */
  rootPath?: string;
  /** Takes the client's address and the scheme from the last X-Forwarded-For and X-Forwarded-Proto: behind one proxy. Default false. */
  trustProxy?: boolean;
  /**
   * How long an application may go on when its client has left and it has not answered; then it is cancelled. Infinity: for as long as
   * it likes, with its permit. Default 30 000.
   */
  disconnectTimeout?: number;
  /** Requests that a WSGI application serves at once, each in a thread. Default 10. */
  wsgiThreads?: number;
  /** For WebSockets: options of the WebSocketServer of `ws`, such as `maxPayload`. */
  webSocket?: Omit<ServerOptions, 'noServer' | 'server' | 'port' | 'host' | 'handleProtocols' | 'path'>;
  /** Gets what the application raised, once for each request. Default: it is written to stderr, with Python's traceback. */
  onError?: (error: unknown, request: IncomingMessage | undefined) => void;
}

/** With every default filled in. */
export type CheckedOptions = Required<AsgiOptions> & {
  /** What is imported, and the application's name in it. */
  readonly module: string;
  readonly name: string;
};

const mostWorkers = 256;
const interfaces = ['auto', 'asgi', 'wsgi'] as const;
const lifespans = ['auto', 'on', 'off'] as const;
const known = [
  'interface',
  'factory',
  'workers',
  'lifespan',
  'rootPath',
  'trustProxy',
  'disconnectTimeout',
  'wsgiThreads',
  'webSocket',
  'onError',
];

/** @throws TypeError or RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) that names the option and its value. */
export function checkOptions(target: unknown, options: AsgiOptions): CheckedOptions {
  checkKnownKeys('the options of asgi', options, known);
  const { onError = writeError, webSocket = {}, rootPath = '' } = options;
  if (typeof onError !== 'function') throw wrong('onError', 'a function', onError);
  if (typeof webSocket !== 'object' || webSocket === null) throw wrong('webSocket', 'an object', webSocket);
  if (typeof rootPath !== 'string' || /[\r\n]|\/$/.test(rootPath) || !/^(\/|$)/.test(rootPath)) {
    throw wrong('rootPath', "a path such as '/api'", rootPath);
  }
  return {
    ...checkTarget(target),
    interface: oneOf('interface', interfaces, options.interface ?? 'auto'),
    factory: flag('factory', options.factory),
    workers: whole('workers', options.workers ?? 1),
    lifespan: oneOf('lifespan', lifespans, options.lifespan ?? 'auto'),
    rootPath,
    trustProxy: flag('trustProxy', options.trustProxy),
    disconnectTimeout: duration('disconnectTimeout', options.disconnectTimeout ?? 30_000),
    wsgiThreads: whole('wsgiThreads', options.wsgiThreads ?? 10),
    webSocket,
    onError,
  };
}

function checkTarget(target: unknown): { module: string; name: string } {
  checkText('target', target);
  const [module = '', name = '', ...rest] = (target as string).split(':');
  if (rest.length === 0 && isModuleName(module) && isModuleName(name)) return { module, name };
  throw new InvalidArgumentError(
    `The application must be named as 'module:app', such as 'shop.main:app', not ${describeValue(target)}`,
  );
}

function oneOf<T extends string>(name: string, choice: readonly T[], value: T): T {
  if (choice.includes(value)) return value;
  throw wrong(name, `one of ${choice.map((each) => `'${each}'`).join(', ')}`, value);
}

function flag(name: string, value: unknown = false): boolean {
  if (typeof value !== 'boolean') throw wrong(name, 'true or false', value);
  return value;
}

function whole(name: string, value: unknown): number {
  if (typeof value !== 'number') throw wrong(name, 'a number', value);
  if (Number.isInteger(value) && value >= 1 && value <= mostWorkers) return value;
  throw new InvalidRangeError(
    `The option '${name}' must be an integer from 1 to ${mostWorkers}, not ${describeValue(value)}`,
  );
}

function duration(name: string, value: unknown): number {
  if (typeof value !== 'number') throw wrong(name, 'a number of milliseconds', value);
  if (value >= 0) return value;
  throw new InvalidRangeError(
    `The option '${name}' must be 0 or a positive number of milliseconds, not ${describeValue(value)}`,
  );
}

function wrong(name: string, what: string, value: unknown): InvalidArgumentError {
  return new InvalidArgumentError(`The option '${name}' must be ${what}, not ${describeValue(value)}`);
}

function writeError(error: unknown, request: IncomingMessage | undefined): void {
  const { traceback, message } = error as { traceback?: string; message?: string };
  const where = request === undefined ? '' : ` at ${request.method} ${request.url}`;
  console.error(`The Python application failed${where}:\n${traceback ?? message ?? error}`);
}
