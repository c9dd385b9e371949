import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiveEvents, listen } from './support/live-events.ts';
import { startService, type TestService } from './support/service.ts';
import { control, startServing } from './support/serving.ts';

let service: TestService;
let events: LiveEvents;
beforeAll(async () => {
  service = await startService({}, { maxConcurrent: 3 });
  events = await listen(service.url);
});
afterAll(async () => {
  events.close();
  await service.close();
});

describe('GET /events', () => {
  it('first tells what is known, then frames as they come', async () => {
    const { facts, log } = (await events.next('hello')) as { facts: object; log: object[] };
    const { version: python, executionMode: mode, executionModeReason: reason } = service.python;
    expect(facts).toMatchObject({ python, mode, reason, executors: service.python.numExecutors });
    expect(log).toEqual([]);
    await fetch(`${service.url}/analyse`, { method: 'POST', body: 'warp and weft' });
    const frame = await events.next('frame', ({ totals }) => totals.served === 1);
    expect(frame).toMatchObject({
      permits: { max: 3, reason: null },
      totals: { served: 1, shed: 0, other: 0 },
      latency: { p50: expect.any(Number), p99: expect.any(Number) },
      counters: { words: 3, requests: 1 },
      loadClients: 0,
    });
  });
});

describe('a limit that follows the load', () => {
  it('is shown with why it is where it is, until it is set', async () => {
    await using following = await startServing('--limit', 'auto');
    const frames = await listen(following.url);
    await frames.next('frame', ({ permits }) => permits.reason === 'idle');
    await control(following.url, 'limit', { max: 7 });
    await frames.next('frame', ({ permits }) => permits.max === 7 && permits.reason === null);
    frames.close();
  });
});

describe('POST /control/limit', () => {
  it('takes effect at once, and is told', async () => {
    const response = await control(service.url, 'limit', { max: 7 });
    expect(await response.json()).toEqual({ max: 7 });
    expect(service.python.semaphore.max).toBe(7);
    expect(await events.next('log')).toMatchObject({ message: 'The limit is 7 now; it was 3.' });
    await events.next('frame', ({ permits }) => permits.max === 7);
  });

  it.each([[{}], [{ max: 0 }], [{ max: 257 }], [{ max: 1.5 }], [{ max: '3' }], [{ max: 3, more: 1 }], [[3]]])(
    'refuses %j',
    async (body) => {
      const before = service.python.semaphore.max;
      const response = await control(service.url, 'limit', body);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ status: 400, detail: expect.stringMatching(/^body/) });
      expect(service.python.semaphore.max).toBe(before);
    },
  );
});

describe('POST /control/load', () => {
  it('sends requests to the service until it is told to stop', async () => {
    expect((await control(service.url, 'load', { clients: 2 })).status).toBe(200);
    await events.next('frame', ({ totals, loadClients }) => loadClients === 2 && totals.served > 10);
    await control(service.url, 'load', { clients: 0 });
    await events.next('frame', ({ rates, loadClients }) => loadClients === 0 && rates.served === 0);
    expect((await control(service.url, 'load', { clients: 65 })).status).toBe(400);
  });
});

describe('POST /control/acts', () => {
  it('plays one act at a time, and tells what it says', async () => {
    const acts = (await (await fetch(`${service.url}/acts`)).json()) as { id: string; source: string }[];
    expect(acts).toContainEqual(
      expect.objectContaining({ id: 'limit', source: expect.stringContaining('setMax') }),
    );
    const answers = await Promise.all([
      control(service.url, 'acts', { act: 'limit' }),
      control(service.url, 'acts', { act: 'state' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([202, 409]);
    expect(await events.next('act')).toEqual({ act: 'limit', phase: 'start' });
    expect(await events.next('act', ({ phase }) => phase === 'end')).toEqual({
      act: 'limit',
      phase: 'end',
      ok: true,
    });
    expect(await events.next('log', ({ source }) => source === 'tour')).toMatchObject({
      message: 'Another limit, while busy: all checks hold.',
    });
  });

  it('knows no act that is not in the tour', async () => {
    const response = await control(service.url, 'acts', { act: '../../package.json' });
    expect(response.status).toBe(400);
  });
});

describe('control', () => {
  const allowed = { 'x-pyloom-control': '1', 'content-type': 'application/json' };

  it.each([
    [
      'without the header that other sites cannot send',
      { 'content-type': 'application/json' },
      /x-pyloom-control is missing/,
    ],
    [
      'as a form, which other sites can send',
      { 'content-type': 'text/plain' },
      /x-pyloom-control is missing/,
    ],
    ['from another site', { ...allowed, 'sec-fetch-site': 'cross-site' }, /own page only/],
    ['from another port of this machine', { ...allowed, 'sec-fetch-site': 'same-site' }, /own page only/],
    ['under a name that somebody has pointed here', { ...allowed, host: 'evil.example' }, /name localhost/],
    [
      'under a name that only begins like ours',
      { ...allowed, host: '127.0.0.1.evil.example' },
      /name localhost/,
    ],
  ])('is refused %s', async (_, headers, detail) => {
    const { status, body } = await post(headers);
    expect(status).toBe(403);
    expect(body.detail).toMatch(detail);
    expect(service.python.semaphore.max).not.toBe(99);
  });

  it('is refused from another machine', async () => {
    const response = await service.app.inject({
      method: 'POST',
      url: '/control/limit',
      headers: { ...allowed, host: 'localhost' },
      remoteAddress: '192.0.2.1',
      payload: { max: 99 },
    });
    expect(response.statusCode).toBe(403);
    expect(response.json().detail).toMatch(/own machine only/);
  });

  it('grants no other site anything that it asks for first', async () => {
    const response = await fetch(`${service.url}/control/limit`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(response.status).toBe(405);
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it.each([['localhost'], ['127.0.0.1:1234'], ['[::1]:80'], ['LOCALHOST:8420']])(
    'is allowed under %s',
    async (host) => {
      expect((await post({ ...allowed, host, 'sec-fetch-site': 'same-origin' }, 5)).status).toBe(200);
    },
  );
});

/** Headers that fetch() would set itself. */
function post(
  headers: Record<string, string>,
  max = 99,
): Promise<{ status?: number; body: { detail?: string } }> {
  return new Promise((resolve, reject) => {
    const sent = request(`${service.url}/control/limit`, { method: 'POST', headers }, async (response) => {
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      resolve({ status: response.statusCode, body: JSON.parse(text) });
    });
    sent.once('error', reject).end(JSON.stringify({ max }));
  });
}
