import type { FastifyReply } from 'fastify';

/** A reader that has left this much unread is too slow to be shown anything live. */
const mostUnread = 8 * 1024 * 1024;

/** What an answer with events begins with. */
export const eventStreamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // Its end is that of the connection: the service that stops need not wait for another request.
  connection: 'close',
};

/**
 * Server-sent events to one reader. By hand: `@fastify/sse` keeps listeners for each event that a slow reader has not read, without
 * bound, ends no stream when the service closes, and needs Node 20.20.2.
 */
export class EventStream {
  readonly #reply: FastifyReply;

  /** Takes the reply over from Fastify. */
  constructor(reply: FastifyReply) {
    this.#reply = reply;
    reply.hijack();
    reply.raw.writeHead(200, {
      ...reply.getHeaders(),
      ...eventStreamHeaders,
    } as Record<string, string>);
    // How long the browser waits before it tries again, in milliseconds.
    reply.raw.write('retry: 1000\n\n');
  }

  send(event: string, data: unknown): void {
    const { raw } = this.#reply;
    if (raw.writableLength > mostUnread) {
      raw.destroy();
      return;
    }
    raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** Called once, when the reader has gone. */
  onClose(listener: () => void): void {
    this.#reply.raw.once('close', listener);
  }

  end(): void {
    this.#reply.raw.end();
  }
}
