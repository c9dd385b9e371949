import { setTimeout as sleep } from 'node:timers/promises';
import { Semaphore } from '@pyloom/semaphore';

const semaphore = new Semaphore({ max: 2 });
const square = async (number) => {
  await sleep(10);
  console.log(`${number}: ${semaphore.current} of ${semaphore.max} run, ${semaphore.waiting} wait`);
  return number * number;
};
const squares = await Promise.all([1, 2, 3, 4].map((number) => semaphore.run(() => square(number))));
console.log(squares.join(' '));
