import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { clientsForTests } from './support/client';

const open = clientsForTests();

describe('while interpreters are made', () => {
  it('the memory of all can be asked for, and collected', async () => {
    const py = await open({ numExecutors: 1, numWorkers: 6, numSubinterpWorkers: 6, maxConcurrent: 20 });
    // A new interpreter is told of each of them before it is anybody's.
    for (let i = 0; i < 300; i++) await py.defineModule(`module${i}`, `def f(): return ${i}`);
    const calls = Array.from({ length: 6 }, () => py.call('time', 'sleep', [0.3]));
    const asked: Promise<unknown>[] = [];
    for (let i = 0; i < 100; i++) {
      asked.push(py.memoryStats(), py.gc());
      await sleep(1);
    }
    expect(await Promise.all(asked)).toHaveLength(200);
    await Promise.all(calls);
  });
});
