import type { Runtime, Session } from '@pyloom/core-native';
import { describe, expect, it } from 'vitest';
import { collectGarbage } from './memory-stats';

/** Of which the second one has ended when it is asked, if `ends`. */
function interpreters({ ends }: { ends: boolean }) {
  let looks = 0;
  // -1: of a lane that has no interpreter yet.
  const lanes = [0, -1, 5].map((interpreter) => ({ interpreter, kind: 'work' }));
  const runtime = {
    stats: () => ({ lanes: ends && looks++ > 0 ? lanes.slice(0, 2) : lanes }),
    functionKey: () => 1,
  } as unknown as Runtime;
  const session = {
    ask: async ({ interpreter }: { interpreter: number }) => {
      if (interpreter < 0) throw new Error('There is nobody to ask');
      if (interpreter === 5) throw new Error('There is no interpreter 5');
      return 3;
    },
  } as unknown as Session;
  return [runtime, session] as const;
}

describe('what every interpreter is asked', () => {
  it('leaves out one that has ended since they were counted', async () => {
    expect(await collectGarbage(...interpreters({ ends: true }), 2)).toBe(3);
  });

  it('fails with one that is there', async () => {
    await expect(collectGarbage(...interpreters({ ends: false }), 2)).rejects.toThrow('no interpreter 5');
  });
});
