import { expect } from 'vitest';
import { type Ended, runModule, runNode } from '../support/run-child';

/** Of the moment at which it begins to leave, which the child writes to stderr past all buffers. */
export const leave = `
  import { writeSync } from 'node:fs';
  const leaving = () => writeSync(2, '\\nleaving at ' + now() + '\\n');
`;

const bound = process.env.PYLOOM_SANITIZER ? 5000 : 100;
const mostRuns = 5;

/** Milliseconds from the moment of leaving to the end of the process. */
function timeToLeave({ stderr, at }: Ended): number {
  const [, left] = /^leaving at (\d+)$/m.exec(stderr) ?? [];
  if (left === undefined) throw new Error(`The child did not get as far as to leave: ${stderr}`);
  return Number(at - BigInt(left)) / 1e6;
}

/** What a Node with nothing in it needs to leave, and this process to see it, on the machine as it is now. */
async function emptyNode(): Promise<number> {
  const script =
    'require("fs").writeSync(2, "leaving at " + process.hrtime.bigint() + "\\n"); process.exit(7)';
  return timeToLeave(await runNode(['--eval', script]));
}

/**
 * Runs the source; expects it to end as `ended` says, each time, and in time, once: what else the machine does only ever makes
 * it slower.
 */
export async function expectToLeave(
  source: string,
  ended: Partial<Ended>,
  check?: (end: Ended) => void,
): Promise<void> {
  const excesses: number[] = [];
  do {
    const empty = await emptyNode();
    const end = await runModule(leave + source);
    expect(end).toMatchObject(ended);
    check?.(end);
    excesses.push(timeToLeave(end) - empty);
  } while ((excesses.at(-1) as number) >= bound && excesses.length < mostRuns);
  expect(Math.min(...excesses), `ms more than an empty Node: ${excesses}`).toBeLessThan(bound);
}
