import { spawn } from 'node:child_process';
import { join } from 'node:path';

export const program = join(import.meta.dirname, '../fixtures/run.mjs');
/** A program whose main thread does not load the package. */
export const inWorkers = join(import.meta.dirname, '../fixtures/in-workers.mjs');

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  out: string;
  err: string;
  ms: number;
}

interface RunOptions {
  /** What the test does once the program has printed READY. */
  act?: (child: ReturnType<typeof spawn>) => void;
  /** Default: `program`. */
  file?: string;
  /** Beside those of this process. */
  env?: Record<string, string>;
}

/** Runs a program in a process of its own, and kills it when it hangs. */
export function run(body: string, { act, file = program, env }: RunOptions = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const start = performance.now();
    const child = spawn(process.execPath, [file, body], {
      timeout: 60_000,
      killSignal: 'SIGKILL',
      env: { ...process.env, ...env },
    });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text) => {
      out += text;
      if (text.includes('READY')) act?.(child);
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      err += text;
    });
    child.on('close', (code, signal) => resolve({ code, signal, out, err, ms: performance.now() - start }));
  });
}
