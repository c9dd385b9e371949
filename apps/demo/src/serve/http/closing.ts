import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { stopping } from './problem.ts';

/**
 * Lets close() come to its end as soon as the requests in flight are answered. By itself it would wait for connections that
 * go idle only then, and for those that have never sent anything, as browsers open them in advance.
 *
 * @param mostMs after which all connections are ended, whatever is in flight: a client may never read its answer
 */
export function closeSoon(app: FastifyInstance, mostMs: number): void {
  const sockets = new Set<Socket>();
  let closing = false;
  app.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  app.addHook('preClose', async () => {
    closing = true;
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
    setTimeout(() => app.server.closeAllConnections(), mostMs).unref();
  });
  app.addHook('onRequest', async () => {
    if (closing) throw stopping();
  });
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
}
