import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A child that is still there by then hangs; it is killed, and `signal` says so. */
const deadline = process.env.PYLOOM_SANITIZER ? 250_000 : 30_000;
const packageFolder = fileURLToPath(new URL('../..', import.meta.url));

/** Runs Node in the package's folder, where '@pyloom/semaphore' is what was built into dist/. */
export function runNode(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      args,
      { cwd: packageFolder, timeout: deadline, killSignal: 'SIGKILL' },
      (_error, stdout, stderr) => resolve({ code: child.exitCode, signal: child.signalCode, stdout, stderr }),
    );
  });
}

/** Runs the source of an ES module that may use Semaphore and Worker. */
export function runModule(source: string, ...nodeOptions: string[]): Promise<Ended> {
  const imports = `import { Worker } from 'node:worker_threads';
    import { Semaphore } from '@pyloom/semaphore';\n`;
  return runNode(...nodeOptions, '--input-type=module', '--eval', imports + source);
}
