import { closeSync, fstatSync, mkdirSync, openSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { lazyModules } from '../commands/lazy-modules';
import { VenvError } from './venv-error';
import type { VenvLock, Waiting } from './venv-lock-types';
import { lockByPipe } from './venv-pipe-lock';

/** Waits until no other process builds this environment. Rejects with the signal's reason. */
export function lockVenv(path: string, waiting: Waiting): Promise<VenvLock> {
  return process.platform === 'win32' ? lockByPipe(pipeName(path), waiting) : lockByFile(path, waiting);
}

/**
 * Python takes the lock, since Node.js has no flock(). It is a lock of the open file, not of a process: it outlives the Python
 * that took it, and ends with the last process that has the file open.
 */
async function lockByFile(path: string, { executable, onWait, signal }: Waiting): Promise<VenvLock> {
  const file = join(dirname(path), `.${basename(path)}.lock`);
  mkdirSync(dirname(path), { recursive: true });
  for (;;) {
    signal?.throwIfAborted();
    const descriptor = openSync(file, 'a');
    try {
      if (!(await flock(executable, descriptor, 'try', signal))) {
        onWait();
        await flock(executable, descriptor, 'wait', signal);
      }
      // Its owner deletes the file: a lock of one that is gone keeps nobody out.
      if (fstatSync(descriptor).ino === statSync(file, { throwIfNoEntry: false })?.ino) {
        return held(() => {
          rmSync(file, { force: true });
          closeSync(descriptor);
        }, descriptor);
      }
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
    closeSync(descriptor);
  }
}

const script = `
import fcntl, sys
try:
    fcntl.flock(3, fcntl.LOCK_EX | (fcntl.LOCK_NB if sys.argv[1] == "try" else 0))
except BlockingIOError:
    sys.exit(75)
`;

/** False: somebody else has it. */
function flock(
  executable: string,
  descriptor: number,
  how: 'try' | 'wait',
  signal: AbortSignal | undefined,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = lazyModules.childProcess().spawn(executable, ['-I', '-S', '-c', script, how], {
      stdio: ['ignore', 'ignore', 'pipe', descriptor],
    });
    const stop = () => child.kill();
    signal?.addEventListener('abort', stop);
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
    child.once('error', reject).once('close', (code) => {
      signal?.removeEventListener('abort', stop);
      if (signal?.aborted) reject(signal.reason);
      else if (code === 0 || code === 75) resolve(code === 0);
      else reject(new VenvError(`${executable} could not lock the virtual environment: ${said.trim()}`));
    });
  });
}

/** Windows has no flock(). */
function pipeName(path: string): string {
  const key = lazyModules.crypto().createHash('sha256').update(path.toLowerCase()).digest('hex').slice(0, 32);
  return `\\\\.\\pipe\\pyloom-venv-${key}`;
}

function held(release: () => void, descriptor: number | undefined): VenvLock {
  return { descriptor, release };
}
