import { Semaphore } from '@pyloom/semaphore';

const semaphore = new Semaphore({ max: 2 });

async function limited(operation) {
  if (!semaphore.tryTake()) await semaphore.take({ timeout: 30_000 });
  try {
    return await operation();
  } finally {
    semaphore.give(); // exactly one for each success, in the same thread
  }
}

console.log(await limited(() => `in use: ${semaphore.current}`));
