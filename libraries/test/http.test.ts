import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { kwargs } from '@pyloom/client';
import { afterAll, expect, it } from 'vitest';
import { describeLibrary } from './library';

/** Answers with what it was asked; at /never it does not. */
const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    const { method, url, headers } = request;
    if (url === '/never') return;
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({ method, url, body: String(Buffer.concat(parts)), name: headers['x-name'] }),
    );
  });
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
afterAll(() => server.closeAllConnections());
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

describeLibrary('requests', async (py) => {
  const requests = await py.import('requests');

  it('gets and posts', async () => {
    expect(await requests.get(`${url}/a`, kwargs({ params: { q: 1 } })).json()).toMatchObject({
      url: '/a?q=1',
    });
    const response = await requests.post(url, kwargs({ json: { a: 1 }, headers: { 'X-Name': 'Ada' } }));
    expect([await response.status_code, await response.ok]).toEqual([200, true]);
    expect(await response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toMatchObject({ method: 'POST', body: '{"a": 1}', name: 'Ada' });
  });

  it('waits for many servers at once', async () => {
    const session = await requests.Session();
    const codes = await Promise.all(Array.from({ length: 8 }, () => session.get(url).status_code));
    expect(codes).toEqual(Array(8).fill(200));
  });

  it('fails with its own errors', async () => {
    await expect(requests.get(`${url}/never`, kwargs({ timeout: 0.1 }))).rejects.toMatchObject({
      type: 'ReadTimeout',
    });
    const error = await Promise.resolve(requests.get('http://127.0.0.1:1')).catch((error) => error);
    expect(error.isInstance('requests.exceptions.RequestException')).toBe(true);
    expect(error.isInstance('OSError')).toBe(true);
  });
});

describeLibrary('httpx and aiohttp', async (py) => {
  const [httpx, aiohttp] = await Promise.all([py.import('httpx'), py.import('aiohttp')]);

  it('wait on an event loop', async () => {
    const client = await httpx.AsyncClient();
    const codes = await Promise.all(Array.from({ length: 8 }, () => client.get(url).status_code));
    expect(codes).toEqual(Array(8).fill(200));
    await client.aclose();
    expect(await httpx.get(url).json()).toMatchObject({ method: 'GET' });
  });

  it('have sessions', async () => {
    const session = await aiohttp.ClientSession(kwargs({ headers: { 'X-Name': 'Ada' } }));
    const response = await session.post(url, kwargs({ data: 'text' }));
    expect(await response.status).toBe(200);
    expect(await response.json()).toMatchObject({ method: 'POST', body: 'text', name: 'Ada' });
    expect(await session.get(`${url}/b`).json()).toMatchObject({ url: '/b' });
    await session.close();
  });

  it('end with the signal of JavaScript', async () => {
    const session = await aiohttp.ClientSession();
    const waiting = session.get(`${url}/never`).$with({ timeout: 100 });
    await expect(waiting).rejects.toMatchObject({ code: 'ERR_PYLOOM_TIMEOUT' });
    expect(await session.get(`${url}/c`).json()).toMatchObject({ url: '/c' });
    await session.close();
  });
});
