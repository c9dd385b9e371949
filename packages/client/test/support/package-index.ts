import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a test's index answers to a path. */
export type Answer = { readonly type: string; readonly body: string | Buffer } | undefined;

/** A package index on loopback, for as long as the test's file runs. */
export async function serveIndex(answer: (path: string, request: IncomingMessage) => Answer) {
  const requests: string[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? '/';
    requests.push(path);
    const found = answer(path, request);
    if (found === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': found.type }).end(found.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple`;
  return { url, requests, close: () => new Promise((resolve) => server.close(resolve)) };
}

/** A page of the index as PyPI has it. */
export function jsonPage(files: readonly { filename: string; contents: Buffer; yanked?: string }[]): Answer {
  const listed = files.map(({ filename, contents, yanked }) => ({
    filename,
    url: `../../files/${filename}`,
    hashes: { sha256: createHash('sha256').update(contents).digest('hex') },
    ...(yanked !== undefined && { yanked }),
  }));
  const body = JSON.stringify({ meta: { 'api-version': '1.1' }, files: listed });
  return { type: 'application/vnd.pypi.simple.v1+json', body };
}
