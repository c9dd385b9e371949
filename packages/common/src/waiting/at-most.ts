import { longestDelay } from './longest-delay';

/** Waits for the work, but no longer than that many milliseconds. */
export async function atMost(timeout: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    if (timeout !== Number.POSITIVE_INFINITY) timer = setTimeout(resolve, Math.min(timeout, longestDelay));
  });
  try {
    await Promise.race([work, patience]);
  } finally {
    clearTimeout(timer);
  }
}
