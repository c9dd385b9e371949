import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { deflateRawSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { PythonInstallError } from '../../src/index';
import { download, indexUrl, newestWheel } from '../../src/provision/package-index';
import { readZipEntry } from '../../src/provision/zip-entry';
import { rejection } from '../support/client';
import { type Answer, jsonPage, serveIndex } from '../support/package-index';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function index(answer: Parameters<typeof serveIndex>[0]) {
  const server = await serveIndex(answer);
  closing.push(server.close);
  return server;
}

const contents = Buffer.from('a wheel');
const any = () => true;

describe('the newest wheel of an index', () => {
  const page = jsonPage([
    { filename: 'uv-0.9.10-py3-none-any.whl', contents },
    { filename: 'uv-0.13.9-py3-none-any.whl', contents },
    { filename: 'uv-0.13.10-py3-none-any.whl', contents, yanked: 'broken' },
    { filename: 'uv-0.14.0rc1-py3-none-any.whl', contents },
    { filename: 'uv-0.14.0.tar.gz', contents },
    { filename: 'uv-0.20.0-py3-none-other.whl', contents },
  ]);

  it('is neither yanked, nor a pre-release, nor for another machine, and is what the index says', async () => {
    const { url } = await index((path) =>
      path === '/simple/uv/' ? page : { type: 'application/zip', body: contents },
    );
    const wheel = await newestWheel(url, 'uv', (name) => name.includes('any'));
    expect(wheel).toMatchObject({ version: '0.13.9', url: expect.stringMatching(/\/files\/uv-0\.13\.9/) });
    expect(await download(wheel)).toEqual(contents);
    const error = await rejection(download({ ...wheel, sha256: '0'.repeat(64) }));
    expect(error).toBeInstanceOf(PythonInstallError);
    expect(error.message).toMatch(/is not the file that the index lists: its SHA-256 is [\da-f]{64}/);
  });

  it('is found on a page of links, too', async () => {
    const sha256 = createHash('sha256').update(contents).digest('hex');
    const body = `<!DOCTYPE html><a href="/f/uv-0.9.0-py3-none-any.whl#sha256=${sha256}">uv</a>
      <a data-yanked="" href="/f/uv-0.10.0-py3-none-any.whl">uv</a><a class="x" href='/f/uv-0.8.0-py3-none-any.whl?a=1&amp;b=2'>`;
    const { url } = await index(() => ({ type: 'text/html; charset=utf-8', body }));
    expect(await newestWheel(url, 'uv', any)).toMatchObject({ version: '0.9.0', sha256 });
  });

  it('is fetched with the account of its index, which no message shows', async () => {
    const answer = (authorization: string | undefined): Answer =>
      authorization === `Basic ${Buffer.from('me:p@ss').toString('base64')}` ? page : undefined;
    const { url } = await index((_path, { headers }) => answer(headers.authorization));
    const withAccount = url.replace('//', '//me:p%40ss@');
    const wheel = await newestWheel(withAccount, 'uv', any);
    expect(new URL(wheel.url)).toMatchObject({ username: 'me', password: 'p%40ss' });
    const error = await rejection(newestWheel(url.replace('//', '//me:wrong@'), 'uv', any));
    expect(error.message).toBe(`${url}/uv/ could not be fetched: HTTP 404 Not Found`);
  });

  it('may not be there', async () => {
    const { url, close } = await index(() => page);
    const error = await rejection(newestWheel(url, 'uv', () => false));
    expect(error.message).toContain(`has no uv for this machine, ${process.platform}-${process.arch}`);
    closing.splice(0);
    await close();
    const refused = await rejection(newestWheel(url, 'uv', any));
    expect(refused).toMatchObject({ code: 'ERR_PYLOOM_PYTHON_INSTALL' });
    expect(refused.message).toMatch(/could not be fetched: .*ECONNREFUSED/);
  });

  it('says how Node.js trusts another authority', async () => {
    const pem = readFileSync(new URL('fixtures/self-signed.pem', import.meta.url));
    const server = createServer({ key: pem, cert: pem }).listen(0, '127.0.0.1');
    closing.push(async () => server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const error = await rejection(newestWheel(`https://127.0.0.1:${port}/simple`, 'uv', any));
    expect(error.message).toMatch(/could not be fetched: self.signed certificate.* NODE_EXTRA_CA_CERTS=/);
  });
});

it.each([
  [{}, 'https://pypi.org/simple'],
  [{ PIP_INDEX_URL: 'https://pip.example.com/simple/' }, 'https://pip.example.com/simple'],
  [{ PIP_INDEX_URL: 'https://a', UV_INDEX_URL: 'https://b/simple' }, 'https://b/simple'],
  [{ UV_DEFAULT_INDEX: 'my-own=https://c/simple', UV_INDEX_URL: 'https://b' }, 'https://c/simple'],
])('with %j the index is %s', (env, expected) => {
  expect(indexUrl(env)).toBe(expected);
});

it('reads files of zip archives, compressed and not', () => {
  const text = 'print(1)\n'.repeat(50);
  const archive = zip([
    ['stored.txt', Buffer.from(text), 0],
    ['deflated.txt', deflateRawSync(text), 8],
  ]);
  for (const name of ['stored.txt', 'deflated.txt']) {
    expect(readZipEntry(archive, (each) => each === name)?.toString()).toBe(text);
  }
  expect(readZipEntry(archive, () => false)).toBeUndefined();
  expect(readZipEntry(Buffer.from('no archive'), any)).toBeUndefined();
});

/** As far as reading it needs. */
function zip(files: readonly [name: string, stored: Buffer, method: number][]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, stored, method] of files) {
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50);
    header.writeUInt16LE(name.length, 26);
    header.writeUInt16LE(4, 28); // an extra field that the directory does not have
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(stored.length, 20);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(at, 42);
    parts.push(header, Buffer.from(name), Buffer.alloc(4), stored);
    directory.push(entry, Buffer.from(name));
    at += 34 + name.length + stored.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, ...directory, end, Buffer.from('a comment')]);
}
