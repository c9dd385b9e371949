import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import fastify from 'fastify';
import { expect, it } from 'vitest';
import { EventStream } from '../../src/serve/monitor/event-stream.ts';

it('lets go of a reader that does not read, instead of keeping everything for it', async () => {
  const app = fastify();
  const streams: EventStream[] = [];
  app.get('/events', (_request, reply) => {
    streams.push(new EventStream(reply));
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1').pause();
  socket.on('error', () => {});
  socket.write('GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await once(app.server, 'request');
  await expect.poll(() => streams.length, { interval: 1 }).toBe(1);

  let closed = false;
  streams[0]?.onClose(() => {
    closed = true;
  });
  let sent = 0;
  for (; !closed && sent < 1000; sent++) {
    streams[0]?.send('frame', 'x'.repeat(100_000));
    await new Promise(setImmediate);
  }
  expect(closed).toBe(true);
  expect(sent).toBeLessThan(1000);
  socket.destroy();
  await app.close();
});
