import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runProgram } from '../support/run-cli';

const program = join(import.meta.dirname, '../fixtures/run.mjs');

const looking = `
import os, pyloom
def seen():
    return [os.environ.get('PYLOOM_EARLY'), os.environ.get('PYLOOM_LATE')]
def look():
    pyloom.call('meet')
    return seen()
`;

it('os.environ begins alike in every interpreter, as process.env is when Python starts', async () => {
  const body = `
    process.env.PYLOOM_EARLY = 'ä=1';
    const py = await client.createPython({ numExecutors: 1 });
    await py.call('math', 'sqrt', [1]);
    process.env.PYLOOM_LATE = '1';
    delete process.env.PYLOOM_EARLY;
    // Lanes, and with them interpreters, that were not there before: each call waits until all have begun.
    const later = await client.createPython({ numExecutors: 4 });
    await later.defineModule('looking', ${JSON.stringify(looking)});
    const waiting = [];
    later.registerFunction('meet', () => new Promise((resolve) => {
      if (waiting.push(resolve) === 4) for (const go of waiting) go();
    }));
    const seen = await Promise.all([1, 2, 3, 4].map(() => later.call('looking', 'look')));
    console.log(JSON.stringify([...seen, await later.eval('__import__("looking").seen()')]));
  `;
  const ended = await runProgram([program, body], {});
  const alike = JSON.stringify(Array.from({ length: 5 }, () => ['ä=1', null]));
  expect(ended).toMatchObject({ stdout: `${alike}\n`, stderr: '', code: 0 });
});
