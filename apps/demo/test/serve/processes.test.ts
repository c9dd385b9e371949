import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LaneFrame } from '../../src/serve/monitor/frame.ts';
import { type LiveEvents, listen } from './support/live-events.ts';
import { startService, type TestService } from './support/service.ts';
import { control } from './support/serving.ts';

describe.runIf(process.platform === 'linux')('a service in mode process', () => {
  let service: TestService;
  let events: LiveEvents;
  beforeAll(async () => {
    service = await startService({}, { mode: 'process', numProcesses: 2 });
    events = await listen(service.url);
  });
  afterAll(async () => {
    events.close();
    await service.close();
  });

  it('shows the process behind each lane', async () => {
    const frame = await events.next('frame', ({ lanes }) =>
      (lanes as LaneFrame[]).some(({ pid }) => pid !== undefined),
    );
    const [lane] = frame.lanes;
    expect(lane).toMatchObject({ pid: expect.any(Number), rss: expect.any(Number), restarts: 0 });
  });

  it('ends one that is asked for while load runs, says so, and goes on', async () => {
    await control(service.url, 'load', { clients: 4 });
    const response = await control(service.url, 'kill', {});
    expect(response.status).toBe(202);
    const { pid } = (await response.json()) as { pid: number };
    await events.next('log', ({ message }) => message === `Process ${pid} has ended, by SIGKILL.`);
    await events.next('log', ({ message }) => /^Process \d+ runs Python now/.test(message));
    await events.next('frame', ({ lanes }) =>
      (lanes as LaneFrame[]).some(({ restarts = 0 }) => restarts > 0),
    );
    await control(service.url, 'load', { clients: 0 });
    const answer = await fetch(`${service.url}/analyse`, { method: 'POST', body: 'warp and weft' });
    expect(answer.status).toBe(200);
    expect(service.failures).toEqual([]);
  });
});

describe('a service whose Python runs in its own process', () => {
  it('has none to end', async () => {
    await using service = await startService({}, { mode: 'multi_executor' });
    const response = await control(service.url, 'kill', {});
    expect(response.status).toBe(409);
  });
});
