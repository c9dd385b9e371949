import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Makes Python write what each of its threads does, when it gets this signal; that needs no GIL. */
export const dumpsOnSignal = `
import faulthandler, signal
faulthandler.register(signal.SIGUSR2, file=2, all_threads=True)
`;

/**
 * Says on stderr what the threads of a process do that does not go on: by gdb, else what Linux tells without one, and what
 * Python's threads do where `dumpsOnSignal` ran. A process that ignores that signal until then is not ended by it.
 *
 * @param {number} pid
 */
export function printStacks(pid) {
  try {
    process.kill(pid, 'SIGUSR2');
  } catch {
    process.stderr.write(`process ${pid} has ended\n`);
    return;
  }
  const commands = [
    'set pagination off',
    'set width 0',
    'info sharedlibrary',
    'thread apply all backtrace 40',
  ];
  const flags = commands.flatMap((command) => ['-ex', command]);
  // Not through this process, which stands still meanwhile.
  const { error, status } = spawnSync('gdb', ['-p', String(pid), '-batch', '-nx', ...flags], {
    stdio: ['ignore', 2, 2],
  });
  if (error || status !== 0)
    process.stderr.write(`gdb: ${error?.message ?? status}\n${waitsInKernel(pid)}\n`);
}

/** Of each thread the name, whether it runs or sleeps, and where in the kernel. @param {number} pid */
function waitsInKernel(pid) {
  const folder = `/proc/${pid}/task`;
  const read = (path) => {
    try {
      return readFileSync(`${folder}/${path}`, 'utf8').trim();
    } catch (error) {
      return error.code;
    }
  };
  try {
    return readdirSync(folder)
      .map((id) => {
        const [, state] = /^State:\s+(.*)$/m.exec(read(`${id}/status`)) ?? [];
        return `${id} ${read(`${id}/comm`)}: ${state}, ${read(`${id}/wchan`)}, ${read(`${id}/syscall`)}`;
      })
      .join('\n');
  } catch (error) {
    return error.message;
  }
}
