/** Asks and waits for a line on standard input; goes on at once where nobody is there to type one. */
export async function waitForEnter(question: string): Promise<void> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY || stdin.readableEnded) return;
  stderr.write(`${question} `);
  await new Promise<void>((resolve) => {
    const done = () => {
      stdin.off('data', done).off('end', done).pause();
      resolve();
    };
    // Ctrl-D ends the input, and is an answer as well.
    stdin.on('data', done).on('end', done).resume();
  });
}
