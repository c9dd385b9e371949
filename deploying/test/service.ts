import { type ChildProcess, spawn } from 'node:child_process';
import { afterAll } from 'vitest';

/** A server of Node.js in a process of its own. */
export function startServer(cwd: string, program: string, settings: NodeJS.ProcessEnv): ChildProcess {
  const child = spawn(process.execPath, [program], {
    cwd,
    env: { ...process.env, ...settings },
    stdio: 'inherit',
  });
  afterAll(() => {
    child.kill('SIGKILL');
  });
  return child;
}

/** What it answers, once it listens; fails when it has ended. */
export async function answerOf(child: ChildProcess, url: string): Promise<unknown> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the server has ended with code ${child.exitCode}`);
    try {
      return await (await fetch(url)).json();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // fetch's, when nobody listens yet
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
