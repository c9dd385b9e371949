import { expect } from 'vitest';
import { type Ended, runModule, runNode } from '../support/run-child';

/** Of the moment at which it begins to leave, which the child writes to stderr past all buffers. */
export const leave = `
  import { writeSync } from 'node:fs';
  const leaving = () => writeSync(2, '\\nleaving at ' + now() + '\\n');
`;

const bound = 100;
const mostRuns = 3;

/** Milliseconds from the moment of leaving to the end of the process. */
function timeToLeave({ stderr, at }: Ended): number {
  const [, left] = /^leaving at (\d+)$/m.exec(stderr) ?? [];
  if (left === undefined) throw new Error(`The child did not get as far as to leave: ${stderr}`);
  return Number(at - BigInt(left)) / 1e6;
}

/** The fastest of some, as soon as one is fast enough: what else the machine does only ever makes them slower. */
async function fastest(run: () => Promise<number>, enough = 0): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < mostRuns && best > enough; i += 1) best = Math.min(best, await run());
  return best;
}

let empty: Promise<number> | undefined;

/** What a Node with nothing in it needs to leave, and this process to see it. */
function emptyNode(): Promise<number> {
  const script =
    'require("fs").writeSync(2, "leaving at " + process.hrtime.bigint() + "\\n"); process.exit(7)';
  empty ??= fastest(async () => timeToLeave(await runNode(['--eval', script])));
  return empty;
}

/** Runs the source; expects it to end as `ended` says, and in time. */
export async function expectToLeave(
  source: string,
  ended: Partial<Ended>,
  check?: (end: Ended) => void,
): Promise<void> {
  const limit = bound + (await emptyNode());
  const run = async () => {
    const end = await runModule(leave + source);
    expect(end).toMatchObject(ended);
    check?.(end);
    return timeToLeave(end);
  };
  expect(await fastest(run, limit)).toBeLessThan(limit);
}
