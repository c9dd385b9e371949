import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { Sample } from './sample.ts';

/** How long a client keeps away that was sent away: the whole second of Retry-After would make a dull show. */
const pause = 100;

const { url, samples } = workerData as { url: string; samples: readonly Sample[] };
let wanted = 0;
let running = 0;
let next = 0;

parentPort?.on('message', (clients: number) => {
  wanted = clients;
  while (running < wanted) void beClient(running++);
});

/** One request after the other, for as long as so many clients are wanted. */
async function beClient(number: number): Promise<void> {
  try {
    while (number < wanted) if (!(await send())) await sleep(pause);
  } finally {
    running--;
  }
}

/** Whether the service has taken the request. */
async function send(): Promise<boolean> {
  const sample = samples[next++ % samples.length];
  if (sample === undefined) return false;
  try {
    const { type, body } = sample;
    const response = await fetch(`${url}/analyse`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    // The service stops, or is so busy that it breaks connections: the page shows which.
    return false;
  }
}
