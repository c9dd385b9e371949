import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/**
 * What a module sends to its parent, run in a process of its own: pools never shrink below what a client of their process asked for,
 * and a process has one Python in its threads.
 *
 * @param {URL} module
 * @param {readonly string[]} args
 */
export async function measureApart(module, args) {
  const path = fileURLToPath(module);
  const child = fork(path, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [figures] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code, signal]) => {
      throw new Error(`${path} ${args.join(' ')} ended with ${signal ?? code}`);
    }),
  ]);
  child.kill('SIGKILL');
  return figures;
}
