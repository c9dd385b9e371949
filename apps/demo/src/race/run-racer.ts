import { fork } from 'node:child_process';
import { once } from 'node:events';
import { DemoError } from '../failure.ts';
import { racerProcess } from '../racer-process-file.ts';
import type { Finish, Message, Order } from './messages.ts';

/**
 * Runs all laps of one racer, in a process of its own.
 *
 * @param onCall told as each timed call ends
 * @throws DemoError with what the process says, or how it ended without a word.
 */
export async function runRacer(order: Order, onCall: () => void): Promise<Finish> {
  // stdout belongs to the report of the race, whatever Python prints.
  const child = fork(racerProcess, { stdio: ['ignore', 2, 2, 'ipc'] });
  const exited = once(child, 'exit');
  try {
    return await new Promise<Finish>((resolve, reject) => {
      const fail = (what: string) => reject(new DemoError(`${order.racer.name} ${what}`));
      child.on('message', (message: Message) => {
        if (message.type === 'call') onCall();
        else if (message.type === 'done') resolve(message.finish);
        else fail(`failed: ${message.reason}`);
      });
      child.once('error', (error) => fail(`did not start: ${error.message}`));
      child.once('exit', (code, signal) =>
        fail(`ended in the middle of the race (${signal ?? `exit code ${code}`})`),
      );
      child.send(order);
    });
  } finally {
    // The next racer has the machine to itself.
    if (child.connected) child.disconnect();
    await exited;
  }
}
