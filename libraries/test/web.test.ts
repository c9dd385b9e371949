import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type AsgiHandler, type AsgiOptions, asgi } from '@pyloom/asgi';
import { createPython, findPython, type Python } from '@pyloom/client';
import Fastify from 'fastify';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { packagesVenv } from '../../testing/packages-venv.ts';

const inProcesses = process.env.PYLOOM_TEST_MODE === 'process';

const python = await findPython();
/** By their names on PyPI. a2wsgi is the bridge to WSGI applications. */
const venv = packagesVenv(python, ['a2wsgi', 'django', 'fastapi', 'flask', 'starlette']);
if ('missing' in venv && !python.freeThreadedBuild) throw new Error(venv.missing);

const express = createRequire(import.meta.url)('express');

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Listens until the end of the test; gives the address. */
async function listen(listener: RequestListener, upgrade?: AsgiHandler['upgrade']): Promise<string> {
  const server = createServer(listener);
  if (upgrade) server.on('upgrade', upgrade);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const json = async (url: string, init?: RequestInit) => {
  const response = await fetch(url, init);
  return [response.status, await response.json()];
};

const until = async (check: () => unknown) => {
  for (const end = performance.now() + 50_000; !check() && performance.now() < end; )
    await new Promise((resolve) => setTimeout(resolve, 5));
  return check();
};

describe.skipIf('missing' in venv)('web applications', () => {
  let py: Python;
  beforeAll(async () => {
    if ('missing' in venv) return;
    py = await createPython({
      python: venv.executable,
      sysPath: [fileURLToPath(new URL('web', import.meta.url))],
      maxConcurrent: 50,
      ...(inProcesses && { mode: 'process', workers: 2 }),
    });
  });
  afterAll(() => py?.close());

  async function serve(target: string, options?: AsgiOptions) {
    const errors: unknown[] = [];
    const handler = asgi(py, target, { onError: (error) => errors.push(error), ...options });
    closers.push(() => handler.close());
    await handler.start();
    return { handler, errors, url: await listen(handler, handler.upgrade) };
  }

  describe('FastAPI', () => {
    it('gives values, and errors of its own', async () => {
      const { url } = await serve('fastapi_shop:app');
      expect(await json(`${url}/price/tea`)).toEqual([200, { item: 'tea', price: 4 }]);
      expect(await json(`${url}/price/gold`)).toEqual([404, { detail: 'no gold' }]);
      const response = await fetch(`${url}/openapi.json`);
      expect([response.status, response.headers.get('x-seen')]).toEqual([200, '/openapi.json']);
      expect(await response.json()).toHaveProperty('paths./orders');
    });

    it('checks bodies, and works on behind its answer', async () => {
      const { url } = await serve('fastapi_shop:app');
      const post = (body: unknown) =>
        json(`${url}/orders`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
      expect(await post({ item: 'tea', count: 3 })).toEqual([201, { item: 'tea', count: 3 }]);
      expect((await post({ count: 'many' }))[0]).toBe(422);
      expect(await until(() => py.state.get('ordered'))).toEqual({ item: 'tea', count: 3 });
    });

    it('runs functions that are no coroutines in threads', async () => {
      const { url } = await serve('fastapi_shop:app');
      expect(await json(`${url}/sync`)).toMatchObject([200, { main: false }]);
    });

    it('streams both ways', async () => {
      const { url } = await serve('fastapi_shop:app');
      expect(await (await fetch(`${url}/ticks`)).text()).toBe(
        [0, 1, 2, 3, 4].map((n) => `data: ${n}\n\n`).join(''),
      );
      const body = Buffer.alloc(3_000_000, 'x');
      expect(await json(`${url}/size`, { method: 'POST', body })).toEqual([200, { size: body.length }]);
    });

    it('hears that a client has left', async () => {
      const { url } = await serve('fastapi_shop:app');
      py.state.delete('closed');
      const [response] = (await once(get(`${url}/forever`, { agent: false }), 'response')) as [
        IncomingMessage,
      ];
      await once(response, 'data');
      response.destroy();
      expect(await until(() => py.state.get('closed'))).toBe(true);
    });

    it('talks over WebSockets', async () => {
      const { url } = await serve('fastapi_shop:app');
      const socket = new WebSocket(`${url.replace('http', 'ws')}/chat`);
      await once(socket, 'open');
      socket.send('hello');
      const [data] = await once(socket, 'message');
      expect(JSON.parse(String(data))).toEqual({ echo: 'hello' });
      socket.close(4004);
      expect(await until(() => py.state.get('left'))).toBe(4004);
    });

    it('answers 500 for what it did not catch, which is told', async () => {
      const { url, errors } = await serve('fastapi_shop:app');
      expect((await fetch(`${url}/raises`)).status).toBe(500);
      await until(() => errors.length > 0);
      expect(errors).toMatchObject([{ type: 'ValueError' }]);
    });

    it('is a part of an Express application, below a path', async () => {
      const { handler } = await serve('fastapi_shop:app');
      const app = express();
      app.get('/own', (_: unknown, response: { send(text: string): void }) => response.send('of Express'));
      app.use('/shop', handler);
      const url = await listen(app);
      expect(await (await fetch(`${url}/own`)).text()).toBe('of Express');
      const response = await fetch(`${url}/shop/price/tea`);
      expect([response.status, response.headers.get('x-seen')]).toEqual([200, '/shop/price/tea']);
      expect(await response.json()).toEqual({ item: 'tea', price: 4 });
      expect(await (await fetch(`${url}/shop/docs`)).text()).toContain("'/shop/openapi.json'");
    });

    it('is a part of a Fastify application, by its raw requests', async () => {
      const { handler } = await serve('fastapi_shop:app');
      const app = Fastify();
      app.get('/own', async () => 'of Fastify');
      app.register(async (part) => {
        // The body is Python's to read.
        part.removeAllContentTypeParsers();
        part.addContentTypeParser('*', (_request, _payload, done) => done(null));
        part.all('/*', (request, reply) => {
          reply.hijack();
          handler(request.raw, reply.raw);
        });
      });
      const url = await app.listen({ port: 0, host: '127.0.0.1' });
      closers.push(() => app.close());
      expect(await (await fetch(`${url}/own`)).text()).toBe('of Fastify');
      const body = JSON.stringify({ item: 'tea' });
      const headers = { 'content-type': 'application/json' };
      expect(await json(`${url}/orders`, { method: 'POST', headers, body })).toEqual([
        201,
        { item: 'tea', count: 1 },
      ]);
    });
  });

  it('Starlette has cookies, and finds its own addresses', async () => {
    const { url } = await serve('starlette_site:app', { rootPath: '/site' });
    const response = await fetch(`${url}/in/home`, { headers: { cookie: 'a=before' } });
    expect(await response.text()).toBe('/site/in/home 127.0.0.1 before');
    expect(response.headers.getSetCookie()).toHaveLength(2);
    const redirect = await fetch(`${url}/old`, { redirect: 'manual' });
    expect(redirect.headers.get('location')).toBe(`${url}/site/in/home`);
  });

  describe.each([
    ['ASGI', 'django_site:application'],
    ['WSGI', 'django_site:wsgi'],
  ])('Django, as %s', (_, target) => {
    it('answers by views of both kinds, with its database', async () => {
      const { url, errors } = await serve(target);
      expect(await json(`${url}/hello/Ada%20L?q=1`)).toEqual([
        200,
        { hello: 'Ada L', path: '/hello/Ada L', method: 'GET', q: '1' },
      ]);
      expect(await json(`${url}/select`)).toEqual([200, { answer: 42 }]);
      expect(await (await fetch(`${url}/later`, { method: 'POST', body: 'body' })).text()).toBe('body');
      expect((await fetch(`${url}/missing`)).status).toBe(404);
      expect(errors).toEqual([]);
    });

    it('takes uploads', async () => {
      const { url } = await serve(target);
      const form = new FormData();
      form.set('file', new Blob([Buffer.alloc(500_000)]), 'a.bin');
      expect(await json(`${url}/upload`, { method: 'POST', body: form })).toEqual([200, { file: 500_000 }]);
    });
  });

  it('Django streams', async () => {
    const { url } = await serve('django_site:application');
    expect(await (await fetch(`${url}/lines`)).text()).toBe('0\n1\n2\n');
  });

  it('Flask answers, in threads, through the bridge', async () => {
    const { url, errors } = await serve('flask_site:app', { rootPath: '/flask' });
    expect(await json(`${url}/hello/Ada?q=1`)).toEqual([200, { hello: 'Ada', q: '1', root: '/flask' }]);
    expect(await json(`${url}/size`, { method: 'POST', body: Buffer.alloc(300_000) })).toEqual([
      200,
      { size: 300_000 },
    ]);
    expect((await (await fetch(`${url}/lines`)).text()).split('\n')).toHaveLength(1001);
    // Each waits until the other one is there.
    const both = await Promise.all(['/meet', '/meet'].map(async (path) => (await fetch(url + path)).text()));
    expect(both).toEqual(['met', 'met']);
    expect((await fetch(`${url}/raises`)).status).toBe(500);
    expect(errors).toEqual([]);
  });
});
