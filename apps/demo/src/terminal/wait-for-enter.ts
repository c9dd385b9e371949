import { once } from 'node:events';

/** Asks and waits for a line on standard input; goes on at once where nobody is there to type one. */
export async function waitForEnter(question: string): Promise<void> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) return;
  stderr.write(`${question} `);
  // Ctrl-D ends the input, and is an answer as well.
  await Promise.race([once(stdin, 'data'), once(stdin, 'end')]);
  stdin.pause();
}
