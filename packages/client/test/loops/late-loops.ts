import type { TestContext } from 'vitest';
import { python } from '../support/python';

/** From 3.10 on asyncio's locks, queues and their like find their loop when somebody waits for them, not when they are made. */
export function needLateLoops({ skip }: TestContext): void {
  skip(python.versionInfo[1] < 10, 'CPython 3.9 makes no lock or queue on a thread that has no loop yet');
}
