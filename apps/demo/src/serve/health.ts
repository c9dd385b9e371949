import type { Python } from '@pyloom/client';
import type { FastifyInstance } from 'fastify';

/** `GET /health`: the service is there, however busy Python is; it takes no lane and no permit. While it stops, 503. */
export function addHealthRoute(app: FastifyInstance, python: Python): void {
  app.get('/health', async () => {
    const { version, executionMode: mode, semaphore } = python;
    const { running, lanes } = python.stats();
    return {
      status: 'ok',
      python: version,
      mode,
      permits: { current: semaphore.current, max: semaphore.max },
      running,
      lanes: lanes.length,
    };
  });
}
