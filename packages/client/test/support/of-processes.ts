import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What this process has of processes that run Python, by the files of Linux: all empty before the first and after the last. */
export function ofProcesses(): { children: string[]; descriptors: string[]; mappings: string[] } {
  const all = readdirSync('/proc/self/fd').map((fd) => read(() => readlinkSync(`/proc/self/fd/${fd}`)));
  const children = readdirSync('/proc/self/task').flatMap((task) =>
    read(() => readFileSync(`/proc/self/task/${task}/children`, 'utf8'))
      .split(' ')
      .filter(Boolean),
  );
  const maps = readFileSync('/proc/self/maps', 'utf8').split('\n');
  return {
    children,
    descriptors: all.filter((target) => target.includes('pidfd') || ofOne(target) || ofValues(target)),
    mappings: maps.filter(ofOne),
  };
}

/** Not the doorbell, which is for all of them and stays. */
const ofOne = (text: string) => /memfd:pyloom(-report)? /.test(text);

/** How much of this process's addresses large values of processes have: these may stay for as long as JavaScript keeps what it got. */
export function bytesOfValues(): number {
  const maps = readFileSync('/proc/self/maps', 'utf8').split('\n').filter(ofValues);
  return maps.reduce((sum, line) => {
    const [begin, end] = line.split(/[- ]/, 2).map((each) => Number.parseInt(each, 16));
    return sum + Number(end) - Number(begin);
  }, 0);
}

const ofValues = (text: string) => text.includes('memfd:pyloom-values ');

/** '' where it has just ended. */
function read(file: () => string): string {
  try {
    return file();
  } catch {
    return '';
  }
}

/** Pipes and sockets among them, which are told apart by nothing. */
export const openDescriptors = (): number => readdirSync('/proc/self/fd').length;
