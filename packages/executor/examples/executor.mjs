import { chooseMode, openExecutor } from '@pyloom/executor';

const executor = await openExecutor({ maxConcurrent: 8, numAsyncWorkers: 1 });

console.log(await executor.call('math', 'sqrt', [16]));
console.log(await executor.call('asyncio', 'sleep', [0.01, 'slept']));

const squares = await executor.parallel([1, 2, 3].map((n) => ['operator', 'mul', [n, n]]));
console.log(squares.map(({ value }) => value));

const { completed, running, queued } = executor.stats();
console.log({ completed, running, queued });
await executor.close();

const old = { version: '3.12.1', freeThreadedBuild: false, gilEnabled: true, supportsOwnGil: true };
console.log(chooseMode(old, 'auto'));
