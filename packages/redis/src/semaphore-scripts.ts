import clock from '../lua/clock.lua';
import beat from '../lua/semaphore/beat.lua';
import enter from '../lua/semaphore/enter.lua';
import leave from '../lua/semaphore/leave.lua';
import open from '../lua/semaphore/open.lua';
import queue from '../lua/semaphore/queue.lua';
import setMax from '../lua/semaphore/set-max.lua';
import status from '../lua/semaphore/status.lua';
import { Script } from './script';

export type SemaphoreScripts = ReturnType<typeof semaphoreScripts>;

/** What a semaphore does, each as one step. `clockSource` is Lua that defines `clock()`; a test's may be a simulated one. */
export function semaphoreScripts(clockSource = clock) {
  const script = (body: string) => new Script(clockSource, queue, body);
  return {
    open: script(open),
    enter: script(enter),
    beat: script(beat),
    leave: script(leave),
    setMax: script(setMax),
    status: script(status),
  };
}
