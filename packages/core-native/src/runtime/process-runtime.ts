import { join } from 'node:path';
import { ClosedError } from '@pyloom/common';
import { type Channel, channel } from '../channel/channel';
import { binding } from '../core/binding';
import type { PoolKind } from '../core/pool-kind';
import type { PythonInstallation } from '../discovery';
import { packageFolder } from '../package-folder';
import type { Session } from '../session/session';
import { processProgram } from './process-program';
import { Runtime } from './runtime';
import { RuntimeStartError } from './runtime-start-error';

/** How processes that run Python are started, and when they end. Times are in milliseconds. */
export interface ProcessOptions {
  /** From the interrupt of a time limit to SIGKILL, or what Windows has instead. Default 1000. */
  killAfter?: number;
  /** Fresh starts of a crashed process in ten seconds. Default 5. */
  maxRestarts?: number;
  /** A process is replaced between calls after so many. Default: never. */
  maxCalls?: number;
  /** Or above so many bytes. Default: never. */
  maxMemory?: number;
  /** Variables beside those of this process; undefined takes one away. */
  env?: Record<string, string | undefined>;
  /** Its working folder. Default: this process's. */
  cwd?: string;
  /** By the names of Python's module resource, in lower case without RLIMIT_: `{ as: 2 ** 30 }`. Windows has `as`, `data` and `cpu`. */
  rlimits?: Record<string, number>;
}

/** Milliseconds: for ever, as far as anybody will know. */
const longest = 1e12;

/** Python in processes of its own: those of one session, with which they end. */
class ProcessRuntime extends Runtime {
  protected override readonly processesOf: number;
  readonly #session: Session;
  readonly #gilEnabled: boolean;

  constructor(installation: PythonInstallation, connection: Channel, options: ProcessOptions) {
    super(installation, connection, {
      freeThreadedBuild: installation.freeThreadedBuild,
      supportsOwnGil: installation.library !== '' && installation.versionInfo[1] >= 12,
    });
    this.#gilEnabled = installation.gilEnabled;
    this.#session = super.openSession();
    this.processesOf = this.#session.id;
    useProcesses(this.#session, installation, options, true);
  }

  override gilEnabled(): boolean {
    return this.#gilEnabled;
  }

  override configurePool(kind: PoolKind, size: number, maxSize: number): void {
    this.#session.configureProcesses(kind, size, maxSize);
  }

  override openSession(): Session {
    return this.#session;
  }

  override async whenStarted(): Promise<void> {
    const key = this.functionKey('sys', 'getrecursionlimit');
    try {
      await this.#session.ask({ key, args: [], pool: 'home' });
    } catch (error) {
      throw error instanceof ClosedError ? new RuntimeStartError(error.message) : error;
    }
  }

  // No module refuses to run there.
  override nameHomeModules(): void {}
  override homeModules(): string[] {
    return [];
  }
}

/**
 * Lets a session of threads have processes as well, for calls to the pools `process` and `asyncProcess` and for `reserveProcess()`.
 * None is started before it is needed. To be done before anything is registered there.
 */
export function offerProcesses(
  session: Session,
  installation: PythonInstallation,
  options: ProcessOptions = {},
): void {
  useProcesses(session, installation, options, false);
}

function useProcesses(
  session: Session,
  installation: PythonInstallation,
  options: ProcessOptions,
  all: boolean,
): void {
  const { killAfter = 1000, maxRestarts = 5, maxCalls = 0, maxMemory = 0, cwd = '' } = options;
  const { env = {}, rlimits = {} } = options;
  const { executable, variables } = processProgram(installation, env);
  session.useProcesses(all, () =>
    binding.openProcesses(
      session.id,
      executable,
      join(packageFolder, 'python'),
      cwd,
      variables,
      [Math.min(killAfter, longest), maxRestarts, maxCalls, maxMemory],
      Object.keys(rlimits),
      Object.values(rlimits),
      all,
    ),
  );
}

/** Python in processes of its own, of which none is started before it is needed. */
export function openProcesses(installation: PythonInstallation, options: ProcessOptions = {}): Runtime {
  return new ProcessRuntime(installation, channel(), options);
}
