import { inspect } from 'node:util';
import type { PythonOptions } from '@pyloom/client';
import { provideRay } from '../cluster/ray-venv.ts';
import { DemoError } from '../failure.ts';
import { type PythonCommandOptions, toPythonOptions } from '../python-command-options.ts';
import { stopOnSignal } from '../signals.ts';
import { Log, type LogEntry } from './monitor/log.ts';
import { createService, type Service } from './service.ts';
import { mostPermits } from './settings.ts';

/** What `serve` lets the user choose. */
export interface ServeOptions extends PythonCommandOptions {
  readonly host: string;
  readonly port: number;
  readonly limit?: number | 'auto';
  readonly wait: number;
  /** The address of the cluster that mode ray is to use. */
  readonly ray?: string;
}

/** Serves until a signal comes; then lets the requests in flight end. A second signal leaves at once. */
export async function serve(options: ServeOptions): Promise<void> {
  const log = new Log();
  log.listen(writeEntry);
  const print = (text: string) => log.add('info', 'python', text.trimEnd());
  const service = await createService({
    python: {
      ...(await pythonOptions(options)),
      maxConcurrent: options.limit === 'auto' ? { max: mostPermits } : options.limit,
      acquireTimeout: options.wait,
      stdout: print,
      stderr: print,
    },
    log,
    onFailure: (error) => process.stderr.write(`${inspect(error)}\n`),
  });
  const url = await listen(service, options);
  const { version, executionMode, executionModeReason } = service.python;
  log.add('info', 'service', `Python ${version} in ${executionMode} mode: ${executionModeReason}.`);
  process.stdout.write(`${url}\n`);
  if (process.stderr.isTTY) process.stderr.write('Open it in a browser; Ctrl-C ends it.\n');

  await new Promise<NodeJS.Signals>((resolve) => stopOnSignal(resolve));
  log.add('info', 'service', 'Stopping: requests in flight are answered, new ones refused.');
  await service.close();
}

async function pythonOptions(options: ServeOptions): Promise<PythonOptions> {
  const { mode, executors, ray: address, python: named } = options;
  if (mode !== 'ray') {
    if (address !== undefined) throw new DemoError('--ray is the address of a cluster for --mode ray');
    return toPythonOptions(options);
  }
  if (address !== undefined && executors !== undefined)
    throw new DemoError('--executors are the CPUs of a Ray of its own, and --ray names another');
  const never = new AbortController().signal;
  const python = await provideRay(named, (what) => process.stderr.write(`${what}\n`), never);
  return { python, mode, ray: address === undefined ? { numCpus: executors } : { address } };
}

async function listen({ app, python }: Service, { host, port }: ServeOptions): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    await python.close();
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new DemoError(
        `port ${port} of ${host} is taken; choose another with --port, or 0 for any that is free`,
      );
    }
    if (code !== undefined)
      throw new DemoError(`cannot listen on ${host}, port ${port}: ${(error as Error).message}`);
    throw error;
  }
}

/** The same lines that the page shows. */
function writeEntry({ time, level, source, message }: LogEntry): void {
  const clock = new Date(time).toTimeString().slice(0, 8);
  process.stderr.write(`${clock} ${level.padEnd(7)} ${source}: ${message}\n`);
}
