import type { Python } from '@pyloom/client';
import type { Act } from './act.ts';
import type { Check } from './check.ts';

/** How an act went. */
export interface Performance {
  readonly id: string;
  readonly title: string;
  readonly output: readonly string[];
  readonly checks: readonly Check[];
  /** What it threw, if it did. */
  readonly error?: string;
  readonly ms: number;
}

/** Runs an act to its end, whatever comes of it, and tells what it yields as it comes. */
export async function playAct(
  act: Act,
  py: Python,
  onOutput: (value: string | Check) => void = () => {},
): Promise<Performance> {
  const output: string[] = [];
  const checks: Check[] = [];
  let error: string | undefined;
  const start = performance.now();
  try {
    for await (const value of act.run(py)) {
      if (typeof value === 'string') output.push(value);
      else checks.push(value);
      onOutput(value);
    }
  } catch (thrown) {
    error = process.env.PYLOOM_DEBUG && thrown instanceof Error ? String(thrown.stack) : String(thrown);
  }
  const ms = Number((performance.now() - start).toFixed(1));
  return { id: act.id, title: act.title, output, checks, error, ms };
}

/** Whether it came to its end and all that it claims is so. */
export function succeeded({ error, checks }: Performance): boolean {
  return error === undefined && checks.every(({ ok }) => ok);
}
