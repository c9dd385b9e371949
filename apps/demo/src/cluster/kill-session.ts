import { readdirSync, readFileSync } from 'node:fs';

/**
 * Kills all processes of a session, and tells whether there were any. Ray gives each worker a process group of its own, so that no group has
 * all of them; one that has just started outlives its node by ten seconds.
 *
 * @param leader the process with which the session began; it may have ended
 */
export function killSession(leader: number): boolean {
  const members = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => sessionOf(pid) === leader);
  for (const pid of members) kill(Number(pid));
  return members.length > 0;
}

/** Undefined of one that has ended, whether or not its parent has heard of that. */
function sessionOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // After the name, which may have any characters: state, parent, group, session.
    const [state, , , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' ? undefined : Number(session);
  } catch {
    return undefined;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It has ended meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
