import { PyloomError, recogniseByCode } from '@pyloom/common';

/** What the core says of a process that ended under a call. */
export interface CrashDescription {
  readonly pid: number;
  readonly signal: string | null;
  readonly exitCode: number | null;
  readonly traceback: string | null;
  readonly stderr: string;
  readonly started: boolean;
  /** Why it was ended, if it was by this process. */
  readonly reason: string | null;
}

/** The process of a lane ended under the call, or the worker of a cluster that ran it. */
export class PythonCrashedError extends PyloomError {
  declare readonly code: 'ERR_PYLOOM_CRASHED';
  /** 0: it is on another machine, perhaps, and nobody said. */
  readonly pid: number;
  /** What ended it, such as `'SIGSEGV'`. */
  declare readonly signal?: string;
  /** What it ended with by itself. */
  declare readonly exitCode?: number;
  /** What faulthandler wrote, if it could. */
  declare readonly traceback?: string;
  /** The last of what it wrote to stderr. */
  readonly stderr: string;
  /** Whether the call had begun. */
  readonly started: boolean;

  /** @internal */
  constructor(description: CrashDescription, message = messageOf(description)) {
    const { pid, signal, exitCode, traceback, stderr, started } = description;
    super('PythonCrashedError', 'ERR_PYLOOM_CRASHED', message);
    this.pid = pid;
    if (signal !== null) this.signal = signal;
    if (exitCode !== null) this.exitCode = exitCode;
    if (traceback !== null) this.traceback = traceback;
    this.stderr = stderr;
    this.started = started;
  }
}

function messageOf({ pid, signal, exitCode, started, reason }: CrashDescription): string {
  const how = signal === null ? `ended with exit code ${exitCode}` : `was ended by ${signal}`;
  const when = started ? 'while it ran this call' : 'before it began this call, and is not started again';
  const why = reason === null ? '' : `, since ${reason}`;
  return `The Python process ${pid} ${how} ${when}${why}`;
}

/**
 * The worker of a cluster was lost, in the words of the engine.
 * @internal
 */
export function lostWorker(words: string): PythonCrashedError {
  const unknown = { pid: 0, signal: null, exitCode: null, traceback: null, stderr: '', reason: null };
  return new PythonCrashedError({ ...unknown, started: true }, `The worker of this call was lost: ${words}`);
}

recogniseByCode(PythonCrashedError, 'ERR_PYLOOM_CRASHED');
