import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { clientForFile, eventually, raw, serve } from './support/serving';

const py = await clientForFile();

describe('the body of a request', () => {
  it('comes whole where it is small', async () => {
    const { ask } = await serve(py, 'plain:app');
    expect((await ask('/sizes', { method: 'POST', body: 'x'.repeat(1000) })).body).toBe('1000\n');
  });

  it('comes unharmed where it is large, with and without a length', async () => {
    const { ask } = await serve(py, 'plain:app');
    const body = Array.from({ length: 200_000 }, (_, i) => `${i};`).join('');
    const headers = { 'content-length': String(body.length) };
    expect((await ask('/echo', { method: 'PUT', body, headers })).body === body).toBe(true);
    expect((await ask('/echo', { method: 'PUT', body })).body === body).toBe(true);
  });

  it('comes piece by piece, as the client sends it', async () => {
    const { port } = await serve(py, 'plain:app');
    const head = 'POST /stream?2 HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n';
    const { socket, heard } = await raw(port, head);
    socket.write('1\r\na\r\n');
    await eventually(() => heard().includes('\r\n1\r\n0\r\n'), 'the answer to the first piece');
    expect(heard()).not.toContain('\r\n1\r\n1\r\n');
    socket.write('1\r\nb\r\n');
    await eventually(() => heard().includes('\r\n1\r\n1\r\n'), 'the answer to the second piece');
    socket.write('0\r\n\r\n');
    await eventually(() => heard().endsWith('\r\n0\r\n\r\n'), 'the end');
    socket.destroy();
  });

  it('is no more than what the application reads', async () => {
    const { ask } = await serve(py, 'plain:app');
    const { status, body } = await ask('/early', { method: 'POST', body: Buffer.alloc(200_000) });
    expect([status, body]).toEqual([413, 'too large']);
  });

  it('is awaited by the server where the client is slow, not by Python', async () => {
    const { port, ask } = await serve(py, 'plain:app');
    await ask('/');
    const { socket, heard } = await raw(port, 'POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\na');
    // What comes behind it is answered.
    await ask('/');
    expect(py.semaphore.current).toBe(0);
    socket.write('b');
    await eventually(() => heard().endsWith('ab'), 'the answer');
    socket.destroy();
  });

  it('is asked for only where the application reads it, of a client that waits for that', async () => {
    const { port } = await serve(py, 'plain:app');
    const expecting = (path: string) =>
      `POST ${path} HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 4\r\n\r\n`;
    const refused = await raw(port, expecting('/early'));
    await eventually(() => refused.heard().endsWith('too large'), 'the refusal');
    expect(refused.heard()).not.toContain('100 Continue');
    refused.socket.destroy();
    const taken = await raw(port, expecting('/echo'));
    await eventually(() => taken.heard().includes('100 Continue'), 'the word to go on');
    taken.socket.write('body');
    await eventually(() => taken.heard().endsWith('body'), 'the answer');
    taken.socket.destroy();
  });
});

describe('a long answer', () => {
  it('comes as it is sent', async () => {
    const { ask } = await serve(py, 'plain:app');
    const { headers, body } = await ask('/stream?20');
    expect(body).toBe(Array.from({ length: 20 }, (_, i) => i).join(''));
    expect(headers['transfer-encoding']).toBe('chunked');
  });

  it('waits for a client that does not read, and is told when it leaves', async () => {
    const { port } = await serve(py, 'plain:app');
    py.state.delete('left');
    const sent = await new Promise<import('node:http').IncomingMessage>((resolve) =>
      request({ port, host: '127.0.0.1', path: '/endless', agent: false }, resolve).end(),
    );
    sent.on('error', () => {});
    sent.pause();
    let before = -1;
    // What lies in the buffers of the system on the way is some megabytes.
    await eventually(async () => {
      const now = py.state.get<number>('endless') ?? 0;
      const stands = now > 0 && now === before;
      before = now;
      await delay(100);
      return stands;
    }, 'that Python stands still');
    expect(py.state.get<number>('endless')).toBeLessThan(64_000_000);
    sent.destroy();
    await eventually(() => py.state.get('left') === 'the client has left', 'the OSError');
  });

  it('takes a permit until it begins', async () => {
    const { port } = await serve(py, 'plain:app');
    const { socket, heard } = await raw(
      port,
      'POST /stream?9 HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n',
    );
    await eventually(() => py.semaphore.current === 1, 'the permit');
    socket.write('1\r\na\r\n');
    await eventually(() => heard().includes('\r\n1\r\n0\r\n'), 'the beginning');
    await eventually(() => py.semaphore.current === 0, 'that the permit is back');
    socket.destroy();
  });
});
