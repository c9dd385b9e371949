import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const program = join(import.meta.dirname, '../../dist/cli.js');

/** How a command has ended. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

interface Settings {
  cwd?: string;
  input?: string;
  env?: NodeJS.ProcessEnv;
  /** Called with each piece of stdout. */
  onOutput?: (text: string, child: ChildProcess) => void;
}

/** Runs `pyloom` in a process of its own, and kills it when it hangs. */
export function runCli(args: readonly string[], settings: Settings = {}): Promise<Ended> {
  return runProgram([program, ...args], settings);
}

export function runProgram(
  args: readonly string[],
  { cwd, input = '', env, onOutput }: Settings,
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd,
      env: { ...process.env, ...env },
      timeout: 90_000,
      killSignal: 'SIGKILL',
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      onOutput?.(text, child);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.stdin.on('error', () => {}); // it may end without reading
    child.stdin.end(input);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}
