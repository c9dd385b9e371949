import type { Server, Socket } from 'node:net';
import { lazyModules } from '../commands/lazy-modules';
import { VenvError } from './venv-error';
import type { VenvLock, Waiting } from './venv-lock-types';

/**
 * A pipe's name belongs to one process, and is free again when that has ended.
 *
 * Rejects with the signal's reason, and with a VenvError if the pipe cannot be had for another reason than that somebody has it.
 */
export async function lockByPipe(
  name: string,
  { onWait, signal }: Omit<Waiting, 'executable'>,
): Promise<VenvLock> {
  for (let first = true; ; first = false) {
    signal?.throwIfAborted();
    const lock = await take(name);
    if (lock !== undefined) return lock;
    if (first) onWait();
    await ownerLetsGo(name, signal);
  }
}

/** Undefined: somebody else has it. */
function take(name: string): Promise<VenvLock | undefined> {
  return new Promise((resolve, reject) => {
    // Those who wait are connected to it, and keep nothing alive here.
    const waiting = new Set<Socket>();
    const server: Server = lazyModules.net().createServer((socket) => {
      waiting.add(socket.unref().resume());
      socket.on('error', () => {}).once('close', () => waiting.delete(socket));
    });
    const release = () => {
      server.close();
      // A server that is closed keeps its connections: nobody would notice.
      for (const socket of waiting) socket.destroy();
    };
    server
      .unref()
      .once('listening', () => resolve({ descriptor: undefined, release }))
      // Later ones are of connections, of which none is needed.
      .on('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'EADDRINUSE') resolve(undefined);
        else reject(refused(name, error));
      })
      .listen(name);
  });
}

/** Connected to its owner until that lets go or ends, or the signal is aborted. */
function ownerLetsGo(name: string, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = lazyModules.net().connect(name);
    const stop = () => socket.destroy();
    signal?.addEventListener('abort', stop);
    socket
      .resume()
      .on('error', (error: NodeJS.ErrnoException) => {
        if (!ownerWent.has(error.code ?? '')) reject(refused(name, error));
      })
      .once('close', () => {
        signal?.removeEventListener('abort', stop);
        resolve();
      });
  });
}

/** What connecting fails with when the owner lets go at that moment, or has no room for another. */
const ownerWent = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'EBUSY']);

function refused(name: string, cause: Error): VenvError {
  return new VenvError(
    `The lock of the virtual environment (${name}) cannot be had: ${cause.message}`,
    undefined,
    {
      cause,
    },
  );
}
