import { once } from 'node:events';
import { connect, createServer, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { asgi } from '../src/index';
import { clientForFile } from './support/serving';

const py = await clientForFile();

it('serves HTTP/2, by the interface that it shares with HTTP/1', async () => {
  const errors: unknown[] = [];
  const handler = asgi(py, 'plain:app', { onError: (error) => errors.push(error) });
  const server: Http2Server = createServer(handler as never);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const ask = async (headers: Record<string, string>, body = '') => {
    const stream = session.request(headers);
    if (body !== '') stream.end(body);
    return text(stream);
  };
  const described = await ask({ ':path': '/describe', 'x-name': 'value' });
  expect(described).toContain("'http_version': '2'");
  expect(described).toMatch(/'headers': \[\(b'x-name', b'value'\), \(b'host', b'127.0.0.1:\d+'\)\]/);
  expect(await ask({ ':method': 'POST', ':path': '/echo' }, 'a body')).toBe('a body');
  expect(await ask({ ':path': '/stream?3' })).toBe('012');
  expect(errors).toEqual([]);
  session.close();
  server.close();
  await handler.close();
});
