import { existsSync } from 'node:fs';
import { createPython, type Python } from '../index';
import { common, parseLeading } from './command-line';
import { UsageError } from './usage-error';

/** `pyloom run`: a script, or a module, as `python` runs it. Resolves with the exit code. */
export async function run(args: readonly string[]): Promise<number> {
  const options = { ...common, module: { type: 'boolean', short: 'm' } } as const;
  const { values, rest } = parseLeading(args, options);
  const [program, ...own] = rest;
  if (program === undefined) throw new UsageError("'run' needs a script, or -m and a module");
  if (values.module) return inPython(values.python, 'run_module', [program, own]);
  if (!existsSync(program)) {
    process.stderr.write(`pyloom: can't open file '${program}': there is no such file\n`);
    return 2;
  }
  return inPython(values.python, 'run_file', [program, own]);
}

/** `pyloom eval`: statements, the last of which is printed if it is an expression. */
export async function evaluate(args: readonly string[]): Promise<number> {
  const { values, rest } = parseLeading(args, common);
  const [code, ...more] = rest;
  if (code === undefined || more.length > 0) {
    throw new UsageError("'eval' needs one argument: Python code, in quotes");
  }
  return inPython(values.python, 'run_text', [code]);
}

/** How _script.py tells that the program has ended by Ctrl-C. */
const interrupted = -1;

async function inPython(python: string | undefined, operation: string, args: unknown[]): Promise<number> {
  // One program, in the main interpreter; the other thread is for Ctrl-C.
  const py = await createPython({ mode: 'multi_executor', numExecutors: 2, ...(python && { python }) });
  const stop = passOnInterrupts(py);
  try {
    const code = await py.call<number>('pyloom._script', operation, args);
    await py.close();
    if (code !== interrupted) return code;
  } finally {
    stop();
  }
  return dieOfInterrupt();
}

/** Milliseconds that code may take to see an interrupt. What does not waits in C, where Python looks for none. */
const patience = 1000;

/** Ctrl-C is a KeyboardInterrupt in the program; the process ends where the program cannot get it. */
function passOnInterrupts(py: Python): () => void {
  const listener = () => {
    setTimeout(dieUnlessSeen, patience, py).unref();
    py.call('pyloom._script', 'interrupt').catch(() => {}); // the program has just ended
  };
  process.on('SIGINT', listener);
  return () => process.off('SIGINT', listener);
}

function dieUnlessSeen(py: Python): void {
  // Should Python not even answer this, there is nothing to be told.
  const timer = setTimeout(dieOfInterrupt, patience).unref();
  py.call<boolean>('pyloom._script', 'has_ignored_interrupt').then(
    (ignored) => (ignored ? dieOfInterrupt() : clearTimeout(timer)),
    () => clearTimeout(timer),
  );
}

/** As Python ends: shells see that it was the signal, and stop a script that they were running. */
function dieOfInterrupt(): Promise<never> {
  process.removeAllListeners('SIGINT');
  // Those who have listened let go of it at their own pace.
  setInterval(() => process.kill(process.pid, 'SIGINT'), 5);
  setTimeout(() => process.exit(130), 1000);
  return new Promise(() => {});
}
