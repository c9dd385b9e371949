import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { Application } from './application';
import { type AsgiOptions, checkOptions } from './asgi-options';
import type { PythonClient } from './python-client';

/** How close() waits. */
export interface AsgiCloseOptions {
  /** Milliseconds for what is under way; then it is given up. Default 5 000. */
  timeout?: number;
}

/** A Python web application as a handler of Node's requests: `http.createServer(handler)`, `app.use(handler)` of Express. */
export interface AsgiHandler extends AsyncDisposable {
  (request: IncomingMessage, response: ServerResponse): void;
  /**
   * Imports the application and waits for its startup. Otherwise the first request does. Rejects with what keeps it from starting: a
   * PythonError, most often.
   */
  start(): Promise<void>;
  /** Answers WebSocket handshakes, with the package `ws`: `server.on('upgrade', handler.upgrade)`. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /**
   * Leaves it to the application whether a client that asks (`Expect: 100-continue`) is to send its body:
   * `server.on('checkContinue', handler.checkContinue)`. Otherwise Node lets it.
   */
  readonly checkContinue: (request: IncomingMessage, response: ServerResponse) => void;
  /** Serves all of a server: requests, WebSockets, and those that ask before they send. */
  attach(server: Server): void;
  /** Requests and WebSockets under way. */
  readonly pending: number;
  /**
   * Refuses new requests with 503, lets those under way end, and has the application end: its shutdown. To be called before `py.close()`,
   * beside `server.close()`.
   */
  close(options?: AsgiCloseOptions): Promise<void>;
}

/**
 * Serves an ASGI application, or a WSGI application by way of `a2wsgi`, on an event loop of Python.
 * @param py a client of `@pyloom/client`
 * @param target the module and the application in it: `'shop.main:app'`
 * @throws TypeError or RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) for wrong arguments.
 */
export function asgi(py: PythonClient, target: string, options: AsgiOptions = {}): AsgiHandler {
  const application = new Application(py, checkOptions(target, options));
  const handle = (request: IncomingMessage, response: ServerResponse) =>
    application.handle(request, response, false);
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) =>
    application.upgrade(request, socket, head);
  const checkContinue = (request: IncomingMessage, response: ServerResponse) =>
    application.handle(request, response, true);
  const rest = {
    upgrade,
    checkContinue,
    start: () => application.start(),
    attach(server: Server) {
      server.on('request', handle).on('upgrade', upgrade).on('checkContinue', checkContinue);
    },
    get pending() {
      return application.pending;
    },
    close: (closing?: AsgiCloseOptions) => application.close(closing),
    [Symbol.asyncDispose]: () => application.close(),
  };
  // Object.assign() would ask for `pending` once, now.
  return Object.defineProperties(handle, Object.getOwnPropertyDescriptors(rest)) as unknown as AsgiHandler;
}
