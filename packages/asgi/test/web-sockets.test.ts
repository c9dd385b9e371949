import { once } from 'node:events';
import { beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { clientForFile, eventually, inProcesses, serve } from './support/serving';

const py = await clientForFile();
beforeEach(() => py.state.clear());

/** Connected, or failed. */
async function connected(port: number, path: string, protocols: string[] = []): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols);
  await once(socket, 'open');
  return socket;
}

const next = async (socket: WebSocket) => {
  const [data, isBinary] = await once(socket, 'message');
  return isBinary ? data : String(data);
};

/** The answer to a handshake that is refused. */
async function refused(port: number, path: string): Promise<[status: number, headers: object, body: string]> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
  const [, response] = await once(socket, 'unexpected-response');
  let body = '';
  for await (const chunk of response) body += chunk;
  return [response.statusCode, response.headers, body];
}

describe('a WebSocket', () => {
  it('takes text and bytes both ways, in their order', async () => {
    const { port } = await serve(py, 'plain:app');
    const socket = await connected(port, '/echo');
    const heard: unknown[] = [];
    socket.on('message', (data, isBinary) => heard.push(isBinary ? data : String(data)));
    const sent = Array.from({ length: 100 }, (_, i) => (i % 2 ? `text ${i} é` : Buffer.from([i, 0, 255])));
    for (const each of sent) socket.send(each);
    await eventually(() => heard.length === sent.length, 'all messages');
    expect(heard).toEqual(sent);
    socket.terminate();
  });

  it('has a subprotocol and headers that the application chooses', async () => {
    const { port } = await serve(py, 'plain:app');
    const socket = new WebSocket(`ws://127.0.0.1:${port}/echo`, ['chat', 'superchat']);
    const [[response]] = await Promise.all([once(socket, 'upgrade'), once(socket, 'open')]);
    expect(response.headers['x-from']).toBe('python');
    expect(socket.protocol).toBe('superchat');
    socket.terminate();
  });

  it('has a scope of its own', async () => {
    const { port } = await serve(py, 'plain:app');
    const socket = new WebSocket(`ws://127.0.0.1:${port}/describe?a=1`);
    expect(await next(socket)).toBe("('ws', '/describe', b'a=1', {'started': 'by lifespan'})");
    const [code] = await once(socket, 'close');
    expect(code).toBe(1000);
  });

  it('is closed by the application', async () => {
    const { port, handler } = await serve(py, 'plain:app');
    const socket = await connected(port, '/echo');
    socket.send('close');
    const [code, reason] = await once(socket, 'close');
    expect([code, String(reason)]).toEqual([4000, 'as you wish']);
    await eventually(() => handler.pending === 0, 'the end');
  });

  it('is closed by the client, which the application hears behind what came before', async () => {
    const { port, handler } = await serve(py, 'plain:app');
    const socket = await connected(port, '/echo');
    socket.send('last');
    socket.close(4001, 'enough');
    await eventually(() => py.state.has('disconnect'), 'the end');
    expect(py.state.get('disconnect')).toEqual([4001, 'enough']);
    await eventually(() => handler.pending === 0, 'that nothing is left');
  });

  it('that breaks off is an end, too', async () => {
    const { port } = await serve(py, 'plain:app');
    (await connected(port, '/echo')).terminate();
    await eventually(() => py.state.has('disconnect'), 'the end');
    expect(py.state.get('disconnect')).toEqual([1006, '']);
  });

  it('takes a permit only until it is open', async () => {
    const { port } = await serve(py, 'plain:app');
    const sockets = await Promise.all(Array.from({ length: 60 }, () => connected(port, '/echo')));
    await eventually(() => py.semaphore.current === 0, 'all permits');
    for (const socket of sockets) socket.terminate();
  });

  it('is not read faster than the application does', async () => {
    const { port, handler } = await serve(py, 'plain:app');
    const socket = await connected(port, '/slow');
    const message = Buffer.alloc(100_000);
    for (let i = 0; i < 400; i++) socket.send(message);
    await eventually(() => py.state.get('read') === 1, 'the first');
    await new Promise((resolve) => setTimeout(resolve, 100));
    // Of 40 MB what neither the system nor the 16 messages that may lie here take is still the client's.
    expect(socket.bufferedAmount).toBeGreaterThan(10_000_000);
    py.state.set('go', true);
    await eventually(() => py.state.get('read') === 400, 'all');
    socket.terminate();
    await eventually(() => handler.pending === 0, 'the end');
  });
});

describe('a handshake', () => {
  it('that the application refuses is a 403', async () => {
    const { port } = await serve(py, 'plain:app');
    expect((await refused(port, '/refuse'))[0]).toBe(403);
  });

  it('may be answered by the application in its own words', async () => {
    const { port } = await serve(py, 'plain:app');
    const [status, headers, body] = await refused(port, '/deny');
    expect([status, body]).toEqual([401, 'who are you']);
    expect(headers).toMatchObject({ 'www-authenticate': 'Basic' });
  });

  it('at which the application fails is a 500', async () => {
    const { port, errors } = await serve(py, 'plain:app');
    expect((await refused(port, '/raise'))[0]).toBe(500);
    expect(errors).toMatchObject([{ type: 'ValueError' }]);
  });

  it('is refused once the handler is closed', async () => {
    const { port, handler } = await serve(py, 'plain:app');
    await handler.close();
    expect((await refused(port, '/echo'))[0]).toBe(503);
  });
});

it('tells of an application that fails by the code 1011', async () => {
  const { port, errors } = await serve(py, 'plain:app');
  const socket = new WebSocket(`ws://127.0.0.1:${port}/raise-open`);
  const [code] = await once(socket, 'close');
  expect(code).toBe(1011);
  expect(errors).toMatchObject([{ type: 'ValueError', message: 'ValueError: in the open' }]);
});

it.runIf(inProcesses)('tells of a process that ended by the code 1012', async () => {
  const { port, handler } = await serve(py, 'plain:app');
  const socket = await connected(port, '/crash');
  socket.send('now');
  expect((await once(socket, 'close'))[0]).toBe(1012);
  await eventually(() => handler.pending === 0, 'that nothing is left');
});

it('closes what is open with close(), by the code 1001', async () => {
  const { port, handler } = await serve(py, 'plain:app');
  const socket = await connected(port, '/echo');
  const closed = once(socket, 'close');
  await handler.close({ timeout: 10 });
  expect((await closed)[0]).toBe(1001);
  await eventually(() => handler.pending === 0, 'that nothing is left');
});
