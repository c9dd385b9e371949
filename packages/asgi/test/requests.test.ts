import { describe, expect, it } from 'vitest';
import { clientForFile, eventually, raw, serve } from './support/serving';

const py = await clientForFile();

describe('a request', () => {
  it('is answered, whole, with its length', async () => {
    const { ask } = await serve(py, 'plain:app');
    const { status, headers, body } = await ask('/');
    expect([status, body]).toEqual([200, 'hello']);
    expect(headers).toMatchObject({ 'content-type': 'text/plain', 'content-length': '5' });
    expect(headers['transfer-encoding']).toBeUndefined();
  });

  it('comes as ASGI says', async () => {
    const { ask, port } = await serve(py, 'plain:app', { rootPath: '/shop' });
    const { body } = await ask('/a%20b%C3%A9/describe?q=%20x', {
      method: 'PATCH',
      headers: { 'X-Twice': ['1', '2'], 'X-Latin': 'é' },
    });
    expect(body).toContain("'type': 'http'");
    expect(body).toContain("'method': 'PATCH'");
    expect(body).toContain("'http_version': '1.1', 'scheme': 'http'");
    expect(body).toContain("'path': '/shop/a bé/describe', 'raw_path': b'/shop/a%20b%C3%A9/describe'");
    expect(body).toContain("'query_string': b'q=%20x', 'root_path': '/shop'");
    expect(body).toContain("(b'x-twice', b'1'), (b'x-twice', b'2'), (b'x-latin', b'\\xe9')");
    expect(body).toMatch(
      new RegExp(`'client': \\('127.0.0.1', \\d+\\), 'server': \\('127.0.0.1', ${port}\\)`),
    );
    expect(body).toContain("'state': {'started': 'by lifespan'}");
  });

  it('whose body somebody else has read is refused, rather than taken for an empty one', async () => {
    const { handler, server, ask, errors } = await serve(py, 'plain:app');
    server.removeListener('request', handler);
    server.on('request', (request, response) => {
      request.resume().once('end', () => handler(request, response));
    });
    expect((await ask('/echo', { method: 'POST', body: 'a body' })).status).toBe(500);
    expect(errors[0]?.message).toContain('has been read before');
    expect((await ask('/')).body).toBe('hello');
  });

  it('is seen as from the client of a proxy that is trusted, and of no other', async () => {
    const headers = { 'x-forwarded-for': '6.6.6.6, 1.2.3.4', 'x-forwarded-proto': 'https' };
    const trusting = await serve(py, 'plain:app', { trustProxy: true });
    const { body } = await trusting.ask('/describe', { headers });
    expect(body).toContain("'scheme': 'https'");
    expect(body).toContain("'client': ('1.2.3.4', 0)");
    const other = await serve(py, 'plain:app');
    expect((await other.ask('/describe', { headers })).body).toContain("'scheme': 'http'");
  });
});

describe('an answer', () => {
  it('may have a header several times, and bytes of Latin-1', async () => {
    const { ask } = await serve(py, 'plain:app');
    const { headers } = await ask('/cookies');
    expect(headers['set-cookie']).toEqual(['a=1', 'b=2']);
    expect(headers['x-latin']).toBe('é');
  });

  it.each([204, 304, 404, 500, 599])('may have the status %i', async (code) => {
    const { ask } = await serve(py, 'plain:app');
    expect((await ask(`/status?${code}`)).status).toBe(code);
  });

  it('to HEAD has headers alone', async () => {
    const { ask } = await serve(py, 'plain:app');
    const { headers, body } = await ask('/', { method: 'HEAD' });
    expect([headers['content-type'], body]).toEqual(['text/plain', '']);
  });

  it('that is sent in pieces at once is one', async () => {
    const { ask } = await serve(py, 'plain:app');
    const { headers, body } = await ask('/pieces');
    expect([body, headers['content-length']]).toEqual(['abc', '3']);
  });

  it('keeps the connection', async () => {
    const { port } = await serve(py, 'plain:app');
    const { socket, heard } = await raw(
      port,
      'GET / HTTP/1.1\r\nhost: a\r\n\r\nGET / HTTP/1.1\r\nhost: a\r\n\r\n',
    );
    await eventually(() => heard().match(/hello/g)?.length === 2, 'two answers');
    socket.destroy();
  });
});

describe('an application that fails', () => {
  it.each(['raises', 'raises_after_start', 'nothing', 'half', 'injects', 'forbidden_header'])(
    'before its answer is a 500: %s',
    async (path) => {
      const { ask, errors } = await serve(py, 'plain:app');
      const { status, headers, body } = await ask(`/${path}`);
      expect([status, body]).toEqual([500, 'Internal Server Error']);
      expect(headers).not.toHaveProperty('x-injected');
      expect(errors).toHaveLength(1);
      expect((await ask('/')).body).toBe('hello');
    },
  );

  it('tells its error with the traceback', async () => {
    const { ask, errors } = await serve(py, 'plain:app');
    await ask('/raises');
    expect(errors[0]).toMatchObject({ type: 'ValueError', message: 'ValueError: before the answer' });
    expect(errors[0]?.traceback).toContain('in raises\n');
  });

  it('in the midst of its answer breaks the connection off', async () => {
    const { ask, errors } = await serve(py, 'plain:app');
    await expect(ask('/raises_midway')).rejects.toThrow(/aborted|hang up/);
    await eventually(() => errors.length === 1, 'the error');
    expect(errors[0]).toMatchObject({ message: 'ValueError: in the midst of it' });
    expect(errors[0]?.traceback).toContain('in raises_midway');
  });

  it('behind its answer has answered', async () => {
    const { ask, errors } = await serve(py, 'plain:app');
    expect((await ask('/raises_behind')).body).toBe('complete');
    await eventually(() => errors.length === 1, 'the error');
    expect(errors[0]?.message).toBe('ValueError: behind the answer');
  });
});

it('goes on behind its answer', async () => {
  const { ask } = await serve(py, 'plain:app');
  expect((await ask('/later')).body).toBe('now');
  await eventually(() => py.state.get('after') === 'http.disconnect', 'what comes behind');
});
