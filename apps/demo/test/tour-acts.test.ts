import { createPython, type Python } from '@pyloom/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acts } from '../src/tour/acts.ts';
import { isCheck } from '../src/tour/check.ts';

let py: Python;
let max: number;
beforeAll(async () => {
  py = await createPython({ stdout: 'ignore' });
  max = py.semaphore.max;
});
afterAll(() => py.close());

describe('the acts', () => {
  it('are ten, and each has a name, a title, a text and its code', () => {
    expect(new Set(acts.map(({ id }) => id)).size).toBe(10);
    for (const { title, text, source } of acts) {
      expect(title).toMatch(/^\S.{5,40}$/);
      expect(text).toMatch(/^\S.+\.$/);
      expect(source).toContain('export default async function*');
    }
  });

  it('fit a terminal of 80 columns', () => {
    const lines = acts.flatMap(({ source }) => source.split('\n'));
    expect(lines.filter((line) => line.length > 78)).toEqual([]);
  });
});

describe('an act, with a client that the caller has', () => {
  it.each(acts)('$id says something, and all that it claims is so', async (act) => {
    const said: unknown[] = [];
    for await (const value of act.run(py)) said.push(value);
    expect(said.filter((value) => typeof value === 'string')).not.toEqual([]);
    expect(said.filter(isCheck)).not.toEqual([]);
    expect(said.filter((value) => isCheck(value) && !value.ok)).toEqual([]);
  });

  it('leaves the limit of the client alone, and holds no permit', () => {
    expect(py.semaphore).toMatchObject({ max, current: 0, waiting: 0 });
  });
});
