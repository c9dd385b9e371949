import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** When it was seen to have ended, on the clock of `now()` in core.mjs. */
  readonly at: bigint;
}

export interface ChildOptions {
  /** Beside those of this process; undefined removes one. */
  readonly env?: Record<string, string | undefined>;
  readonly nodeOptions?: readonly string[];
  /** Milliseconds. A child that takes longer hangs: it is killed, and the error says what its threads were doing. */
  readonly deadline?: number;
}

export const packageFolder = fileURLToPath(new URL('../..', import.meta.url));

const preamble = `
  import { Worker } from 'node:worker_threads';
  import * as core from '@pyloom/core-native';
  import { now, open } from './test/support/core.mjs';
  import { startWorker, TestWorker } from './test/support/test-worker.mjs';
`;

/** Runs the source of an ES module, which may use what core.mjs and test-worker.mjs offer, in a Node of its own. */
export function runModule(source: string, options: ChildOptions = {}): Promise<Ended> {
  const { nodeOptions = [] } = options;
  return runNode([...nodeOptions, '--input-type=module', '--eval', preamble + source], options);
}

/**
 * The same with a main thread that has nothing to do with the package: the program runs in a worker thread, and once more in
 * another when that has ended. An addon that only worker threads load is closed with the last of them.
 */
export function runModuleInWorkers(source: string, options: ChildOptions = {}): Promise<Ended> {
  const program = `
    import { Worker } from 'node:worker_threads';
    for (const execArgv of [['--input-type=module'], ['--input-type=module']]) {
      const worker = new Worker(${JSON.stringify(preamble + source)}, { eval: true, execArgv });
      process.exitCode = await new Promise((resolve, reject) => worker.on('exit', resolve).on('error', reject));
    }
  `;
  return runNode(['--input-type=module', '--eval', program], options);
}

export function runNode(args: readonly string[], options: ChildOptions = {}): Promise<Ended> {
  // Instrumented code is slower by far.
  const { env, deadline = process.env.PYLOOM_SANITIZER ? 250_000 : 90_000 } = options;
  const child = spawn(process.execPath, args, {
    cwd: packageFolder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    let at = 0n;
    let hang: string | undefined;
    const timer = setTimeout(() => {
      hang = describeThreads(child.pid);
      child.kill('SIGKILL');
    }, deadline);
    child.on('error', reject);
    child.on('exit', () => {
      at = process.hrtime.bigint();
      clearTimeout(timer);
    });
    child.on('close', (code, signal) => {
      if (hang === undefined) return resolve({ code, signal, stdout, stderr, at });
      const output = `stdout: ${stdout}\nstderr: ${stderr}`;
      reject(new Error(`The child was still there after ${deadline} ms.\nThreads: ${hang}\n${output}`));
    });
  });
}

/** What Linux tells about threads without a debugger: the name, whether it runs or sleeps, and where in the kernel. */
function describeThreads(pid: number | undefined): string {
  try {
    const folder = `/proc/${pid}/task`;
    return readdirSync(folder)
      .map((id) => {
        const read = (file: string) => readFileSync(`${folder}/${id}/${file}`, 'utf8').trim();
        const [, state] = /^State:\s+(.*)$/m.exec(read('status')) ?? [];
        return `${read('comm')} ${state} ${read('wchan')}`;
      })
      .join('; ');
  } catch (error) {
    return `unknown (${error})`;
  }
}
