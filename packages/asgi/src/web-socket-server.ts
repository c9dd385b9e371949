import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket, WebSocketServer } from 'ws';
import type { AsgiOptions } from './asgi-options';

/** What an application has said of the handshake. */
interface Accepted {
  readonly subprotocol: string | null;
  /** Lines of the answer's head. */
  readonly headers: readonly string[];
}

/** Completes handshakes, with the user's own `ws`. */
export class WebSockets {
  readonly #accepted = new WeakMap<IncomingMessage, Accepted>();
  readonly #server: Promise<WebSocketServer>;

  constructor(options: AsgiOptions['webSocket']) {
    this.#server = this.#load(options);
    // Whoever completes a handshake is told.
    this.#server.catch(() => {});
  }

  /** Rejects where `ws` is not installed. */
  async ready(): Promise<void> {
    await this.#server;
  }

  async complete(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    accepted: Accepted,
  ): Promise<WebSocket> {
    const server = await this.#server;
    this.#accepted.set(request, accepted);
    return new Promise((resolve) => server.handleUpgrade(request, socket, head, resolve));
  }

  async #load(options: AsgiOptions['webSocket']): Promise<WebSocketServer> {
    const { WebSocketServer } = await import('ws').catch((cause) => {
      throw new Error("WebSockets need the package 'ws': npm install ws", { cause });
    });
    const server = new WebSocketServer({
      ...options,
      noServer: true,
      // The application chooses; where it does not, none is named.
      handleProtocols: (_protocols, request) => this.#accepted.get(request)?.subprotocol ?? false,
    });
    server.on('headers', (lines, request) => {
      lines.push(...(this.#accepted.get(request)?.headers ?? []));
    });
    return server;
  }
}
