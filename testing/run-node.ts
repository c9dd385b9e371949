import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** How a child process has ended. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A child that is still there by then hangs; it is killed, and `signal` says so. */
const deadline = process.env.PYLOOM_SANITIZER ? 250_000 : 30_000;

/** Runs Node in the folder of a package, whose name is there what was built into dist/. */
export function runNode(
  folder: URL,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      args,
      { cwd: fileURLToPath(folder), env, timeout: deadline, killSignal: 'SIGKILL' },
      (_error, stdout, stderr) => resolve({ code: child.exitCode, signal: child.signalCode, stdout, stderr }),
    );
  });
}
