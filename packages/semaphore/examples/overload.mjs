import { OverloadedError, Semaphore } from '@pyloom/semaphore';

const semaphore = new Semaphore({ max: 2, maxWaiting: 100 });
await semaphore.acquire();
await semaphore.acquire();

try {
  await semaphore.run(() => 'done', { timeout: 0, signal: AbortSignal.timeout(1000) });
} catch (error) {
  if (!(error instanceof OverloadedError)) throw error;
  console.log(`503: ${error.current} of ${error.max} are busy`);
}
