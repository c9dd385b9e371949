import { setTimeout as sleep } from 'node:timers/promises';
import type { RedisState } from '@pyloom/redis';
import type { RayNodes } from './ray-nodes.ts';

/**
 * Kills the last node in the midst of a call, and tells which file that was; undefined: the survey was over before it had one.
 *
 * Python notes in the state what it is at, under its node and process (python/survey_on_ray.py). The process is stopped first: while it stands still
 * and its note is there, the call has not ended.
 */
export async function killAtWork(
  ray: RayNodes,
  state: RedisState,
  isOver: () => boolean,
): Promise<string | undefined> {
  const prefix = `running ${ray.nodes.at(-1)} `;
  while (!isOver()) {
    const [note] = await state.keys(prefix);
    const pid = Number(note?.slice(prefix.length));
    if (note !== undefined && signalTo(pid, 'SIGSTOP')) {
      const path = await state.get<string>(note);
      if (path !== undefined) {
        await ray.do('kill node');
        signalTo(pid, 'SIGKILL'); // Nothing else would end it: it does not notice what it has lost.
        return path;
      }
      signalTo(pid, 'SIGCONT');
    }
    await sleep(1);
  }
  await ray.do('kill node');
  return undefined;
}

/** False: it has ended. */
function signalTo(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
