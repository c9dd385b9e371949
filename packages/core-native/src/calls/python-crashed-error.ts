import { PyloomError, recogniseByCode } from '@pyloom/common';

/** What the core says of a process that ended under a call. */
export interface CrashDescription {
  readonly pid: number;
  readonly signal: string | null;
  readonly exitCode: number | null;
  readonly traceback: string | null;
  readonly stderr: string;
  readonly started: boolean;
}

/** The process of a lane ended under the call. */
export class PythonCrashedError extends PyloomError {
  declare readonly code: 'ERR_PYLOOM_CRASHED';
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
  constructor({ pid, signal, exitCode, traceback, stderr, started }: CrashDescription) {
    const how = signal === null ? `ended with exit code ${exitCode}` : `was ended by ${signal}`;
    super(
      'PythonCrashedError',
      'ERR_PYLOOM_CRASHED',
      `The Python process ${pid} ${how} ${started ? 'while it ran this call' : 'before it began this call, and is not started again'}`,
    );
    this.pid = pid;
    if (signal !== null) this.signal = signal;
    if (exitCode !== null) this.exitCode = exitCode;
    if (traceback !== null) this.traceback = traceback;
    this.stderr = stderr;
    this.started = started;
  }
}

recogniseByCode(PythonCrashedError, 'ERR_PYLOOM_CRASHED');
