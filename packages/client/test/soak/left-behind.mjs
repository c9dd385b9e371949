import { readdirSync, readFileSync } from 'node:fs';

/** Descriptors of this process, and its children that have ended and were not waited for. */
export function leftBehind() {
  if (process.platform !== 'linux') return { descriptors: 0, zombies: [] };
  const zombies = readdirSync('/proc').filter((pid) => {
    try {
      // "pid (name) state parent": a name may have spaces.
      const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      return /^\d+$/.test(pid) && state === 'Z' && Number(parent) === process.pid;
    } catch {
      return false; // it has gone meanwhile, or is no process
    }
  });
  return { descriptors: readdirSync('/proc/self/fd').length, zombies };
}
