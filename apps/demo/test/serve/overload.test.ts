import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type TestService } from './support/service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startService({}, { maxConcurrent: 2 });
});
afterAll(() => service.close());

describe('when all permits are in use', () => {
  it('a request gets 503 and when to come back, until one is free', async () => {
    const { semaphore } = service.python;
    const permits = [await semaphore.acquire(), await semaphore.acquire()];
    const refused = await analyse();
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await refused.json()).toEqual({
      type: 'about:blank',
      title: 'Service Unavailable',
      status: 503,
      detail: 'All 2 permits are in use; try again later.',
      current: 2,
      max: 2,
    });
    permits.pop()?.release();
    expect((await analyse()).status).toBe(200);
    permits.pop()?.release();
    expect(semaphore.current).toBe(0);
  });

  it('health and metrics answer all the same', async () => {
    const { semaphore } = service.python;
    using _one = await semaphore.acquire();
    using _other = await semaphore.acquire();
    const health = await fetch(`${service.url}/health`);
    expect(await health.json()).toMatchObject({ status: 'ok', permits: { current: 2, max: 2 } });
    expect((await fetch(`${service.url}/metrics`)).status).toBe(200);
  });

  it('the log says once that load is shed', async () => {
    using _permit = await service.python.semaphore.acquire();
    using _other = await service.python.semaphore.acquire();
    await Promise.all([analyse(), analyse(), analyse()]);
    const told = service.log.entries.filter(({ message }) => message.startsWith('Shedding load'));
    expect(told).toMatchObject([{ level: 'warning', message: 'Shedding load: all 2 permits are in use.' }]);
  });
});

describe('GET /metrics', () => {
  it('tells requests by status, permits, lanes, calls and the shared state', async () => {
    await analyse();
    const response = await fetch(`${service.url}/metrics`);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const metrics = await response.text();
    const { version, executionMode } = service.python;
    for (const line of [
      /^pyloom_request_duration_seconds_count\{status="200"\} [1-9]/m,
      /^pyloom_request_duration_seconds_count\{status="503"\} [1-9]/m,
      new RegExp(`^pyloom_info\\{python="${version}",mode="${executionMode}"\\} 1$`, 'm'),
      /^pyloom_permits_in_use 0$/m,
      /^pyloom_permits_limit 2$/m,
      /^pyloom_lanes\{kind="\w+",activity="idle"\} [1-9]/m,
      /^pyloom_calls_total\{outcome="completed"\} [1-9]/m,
      /^pyloom_calls_total\{outcome="overloaded"\} [1-9]/m,
      /^pyloom_calls_total\{outcome="aborted"\} \d/m,
      /^pyloom_state_counter\{name="requests"\} [1-9]/m,
      /^process_resident_memory_bytes [1-9]/m,
    ]) {
      expect(metrics).toMatch(line);
    }
  });
});

function analyse(): Promise<Response> {
  return fetch(`${service.url}/analyse`, { method: 'POST', body: 'warp and weft' });
}
