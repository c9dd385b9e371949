import { Semaphore } from '@pyloom/semaphore';

const semaphore = new Semaphore({ max: 1 });

{
  using permit = await semaphore.acquire({ timeout: 500 });
  console.log(`in use: ${semaphore.current}, another: ${semaphore.tryAcquire()}`);
  permit.release(); // allowed, and the end of the block then does nothing
}
console.log(`in use: ${semaphore.current}`);
