import { existsSync } from 'node:fs';
import { createPython } from '../index';
import { common, parseLeading, printUsage } from './command-line';
import { UsageError } from './usage-error';

/** `pyloom run`: a script, or a module, as `python` runs it. Resolves with the exit code. */
export async function run(args: readonly string[]): Promise<number> {
  const options = {
    ...common,
    module: { type: 'boolean', short: 'm' },
    code: { type: 'boolean', short: 'c' },
    unbuffered: { type: 'boolean', short: 'u' },
  } as const;
  const { values, rest } = parseLeading(args, options);
  if (values.help) return printUsage('run');
  const [program, ...own] = rest;
  if (program === undefined) throw new UsageError("'run' needs a script, -m and a module, or -c and code");
  const { python, unbuffered = false } = values;
  if (values.module) return inPython(python, 'run_module', [program, own, unbuffered]);
  if (values.code) return inPython(python, 'run_code', [program, own, unbuffered]);
  if (!existsSync(program)) {
    process.stderr.write(`pyloom: can't open file '${program}': there is no such file\n`);
    return 2;
  }
  return inPython(python, 'run_file', [program, own, unbuffered]);
}

/** `pyloom eval`: statements, the last of which is printed if it is an expression. */
export async function evaluate(args: readonly string[]): Promise<number> {
  const { values, rest } = parseLeading(args, common);
  if (values.help) return printUsage('eval');
  const [code, ...more] = rest;
  if (code === undefined || more.length > 0) {
    throw new UsageError("'eval' needs one argument: Python code, in quotes");
  }
  return inPython(values.python, 'run_text', [code]);
}

/** How _script.py tells that the program has ended by Ctrl-C. */
const interrupted = -1;

async function inPython(python: string | undefined, operation: string, args: unknown[]): Promise<number> {
  // One program, in the main interpreter, on Python's main thread.
  const py = await createPython({ mode: 'multi_executor', numExecutors: 1, ...(python && { python }) });
  const code = await py.call<number>('pyloom._script', operation, args);
  await py.close();
  return code === interrupted ? dieOfInterrupt() : code;
}

/** As Python ends: shells see that it was the signal, and stop a script that they were running. */
function dieOfInterrupt(): Promise<never> {
  process.kill(process.pid, 'SIGINT');
  // Where no signal ends a process by itself.
  setTimeout(() => process.exit(130), 1000);
  return new Promise(() => {});
}
