import { createPython, OverloadedError } from '@pyloom/client';

const py = await createPython({ maxConcurrent: 2, acquireTimeout: 0 });

/** What a web server would do with each request. */
async function handle(seconds) {
  try {
    await py.call('time', 'sleep', [seconds]);
    return '200';
  } catch (error) {
    if (!(error instanceof OverloadedError)) throw error;
    return `503, ${error.current} of ${error.max} are busy`;
  }
}

console.log(await Promise.all([handle(0.05), handle(0.05), handle(0.05)]));
py.semaphore.setMax(3);
console.log(await Promise.all([handle(0.05), handle(0.05), handle(0.05)]));

await py.close();
