import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type TestService } from './support/service.ts';

const bodyBytes = 64 * 1024;
let service: TestService;
beforeAll(async () => {
  service = await startService({ bodyBytes, files: 3, arrivalMs: 300 });
});
afterAll(async () => {
  expect(service.failures).toEqual([]);
  await service.close();
});

describe('a body that cannot be analysed', () => {
  const json = 'application/json';
  const text = 'text/plain';
  const one = (file: unknown) => JSON.stringify({ files: [file] });
  const file = { name: 'a.txt', content: 'a' };

  it.each([
    ['one that is too large', text, 'x'.repeat(bodyBytes + 1), 413, /too large/],
    ['no body', text, '', 400, /empty/],
    ['JSON that ends too soon', json, '{"files": [', 400, /JSON/],
    ['empty JSON', json, '', 400, /empty/],
    ['JSON of another shape', json, '["a"]', 400, /must be object/],
    ['no list of files', json, '{}', 400, /required property 'files'/],
    ['an empty list of files', json, '{"files": []}', 400, /must NOT have fewer than 1 items/],
    ['too many files', json, JSON.stringify({ files: Array(4).fill(file) }), 400, /more than 3 items/],
    ['a file without a name', json, one({ content: 'a' }), 400, /required property 'name'/],
    [
      'a file whose content is a number',
      json,
      one({ name: 'a.txt', content: 5 }),
      400,
      /content must be string/,
    ],
    ['a file with something more', json, one({ ...file, eval: '1' }), 400, /additional properties/],
    ['a name that is too long', json, one({ ...file, name: 'a'.repeat(256) }), 400, /255 characters/],
    ['a key that would change prototypes', json, '{"files": [], "__proto__": {}}', 400, /not valid JSON/],
    ['JSON that is no UTF-8', json, Buffer.from('{"files": ["\xe9"]}', 'latin1'), 400, /not valid utf-8/],
    ['text that is no UTF-8', text, Buffer.from('caf\xe9', 'latin1'), 400, /not valid utf-8/],
    [
      'text that is no Shift_JIS',
      `${text}; charset=shift_jis`,
      Buffer.from([0x81]),
      400,
      /not valid shift_jis/,
    ],
    ['an unknown charset', `${text}; charset=klingon`, 'a', 415, /klingon is unknown/],
    ['an unknown media type', 'image/png', 'a', 415, /takes .* not image\/png/],
    ['a form without a boundary', 'multipart/form-data', 'a', 400, /./],
    ['a form that ends too soon', 'multipart/form-data; boundary=b', '--b\r\nContent-Disp', 400, /./],
    ['a form without files', 'multipart/form-data; boundary=b', '--b--\r\n', 400, /no file/],
    ['source that Python cannot parse', 'text/x-python', 'print "x"\n', 422, /parse none of the files/],
    ['source that is no UTF-8', 'text/x-python', Buffer.from('"\xe9"', 'latin1'), 422, /parse none/],
    [
      'source in an encoding that is none of text',
      'text/x-python',
      '# coding: hex\n6161\n',
      422,
      /parse none/,
    ],
    ['source with null bytes', 'text/x-python', 'a\0b', 422, /parse none/],
  ])('%s', async (_, type, body, status, detail) => {
    await expectProblem(await post(body, { 'content-type': type }), status, detail);
  });

  it('a file in a form that is too large', async () => {
    const form = new FormData();
    form.append('file', new Blob(['x'.repeat(bodyBytes + 1)]), 'large.txt');
    await expectProblem(await fetch(`${service.url}/analyse`, { method: 'POST', body: form }), 413, /large/i);
  });

  it('files in a form that are too large together', async () => {
    const form = new FormData();
    for (let i = 0; i < 3; i++) form.append('file', new Blob(['x'.repeat(bodyBytes / 2)]), `${i}.txt`);
    await expectProblem(await fetch(`${service.url}/analyse`, { method: 'POST', body: form }), 413, /large/i);
  });

  it('a form with too many files', async () => {
    const form = new FormData();
    for (let i = 0; i < 4; i++) form.append('file', new Blob(['x']), `${i}.txt`);
    await expectProblem(await fetch(`${service.url}/analyse`, { method: 'POST', body: form }), 413, /./);
  });
});

describe('a request for something else', () => {
  it.each([
    ['GET', '/nothing', 404, /nothing at \/nothing/],
    ['GET', '/../../etc/passwd', 404, /nothing at \/etc\/passwd/],
    ['GET', '/%2e%2e%2fpackage.json', 404, /nothing at/],
    ['GET', '/%zz', 400, /not a valid url/i],
    ['GET', '/analyse', 405, /takes POST, not GET/],
    ['DELETE', '/analyse', 405, /takes POST, not DELETE/],
    ['OPTIONS', '/analyse', 405, /takes POST, not OPTIONS/],
  ])('%s %s', async (method, path, status, detail) => {
    const response = await fetch(`${service.url}${path}`, { method });
    if (status === 405) expect(response.headers.get('allow')).toBe('POST');
    await expectProblem(response, status, detail);
  });
});

describe('a client that breaks HTTP', () => {
  it.each([
    ['sends no HTTP', 'hello?\r\n\r\n', 400],
    ['sends headers without end', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}`, 431],
    ['stops within the headers', 'POST /analyse HTTP/1.1\r\nHost: a\r\n', 408],
    [
      'stops within the body',
      'POST /analyse HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\nabc',
      408,
    ],
    [
      'names two lengths',
      'POST /analyse HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc',
      400,
    ],
  ])('%s', async (_, request, status) => {
    const answer = await exchange(request);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toContain('application/problem+json');
    expect(JSON.parse(body)).toMatchObject({ status, detail: expect.any(String) });
  });

  it('and leaves its lane and its permit to others when it goes', async () => {
    const request = `POST /analyse HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 60000\r\n\r\n`;
    const socket = connect(service.port, '127.0.0.1');
    const taken = once(service.app.server, 'request');
    socket.write(request + 'a. '.repeat(20_000));
    await taken;
    await expect.poll(() => service.python.semaphore.current, { interval: 1 }).toBe(1);
    socket.destroy();
    await expect.poll(() => service.python.semaphore.current, { interval: 1 }).toBe(0);
    expect((await post('a', { 'content-type': 'text/plain' })).status).toBe(200);
  });
});

describe('a failure that nobody foresaw', () => {
  it('is told to the log, and to the client without details', async () => {
    await using broken = await startService();
    broken.python.call = () => Promise.reject(new Error('at /home/secret.ts:5'));
    const response = await fetch(`${broken.url}/analyse`, { method: 'POST', body: 'a' });
    await expectProblem(response, 500, /^The service failed at this request/);
    expect(broken.failures).toMatchObject([{ message: 'at /home/secret.ts:5' }]);
    expect(JSON.stringify(broken.log.entries)).toMatch(/failed as nobody foresaw/);
    expect(JSON.stringify(broken.log.entries)).not.toContain('secret');
  });
});

function post(body: string | Buffer<ArrayBuffer>, headers: Record<string, string>): Promise<Response> {
  return fetch(`${service.url}/analyse`, { method: 'POST', headers, body });
}

async function expectProblem(response: Response, status: number, detail: RegExp): Promise<void> {
  const text = await response.text();
  expect(text).not.toMatch(/\bat .*[/\\].*:\d+/);
  expect(text).not.toContain('node_modules');
  const problem = JSON.parse(text);
  expect(problem).toMatchObject({ type: 'about:blank', title: expect.any(String), status });
  expect(problem.detail).toMatch(detail);
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
}

/** Writes raw bytes and reads until the service closes the connection. */
async function exchange(request: string): Promise<string> {
  const socket = connect(service.port, '127.0.0.1');
  let answer = '';
  socket.setEncoding('utf8').on('data', (text) => {
    answer += text;
  });
  socket.write(request);
  await once(socket, 'close');
  return answer;
}
