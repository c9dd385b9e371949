import { PyloomError, recogniseByCode } from '@pyloom/common';
import type { Failed } from '../commands/run-command';

const code = 'ERR_PYLOOM_VENV';

/** A virtual environment could not be made or filled. The message ends with what pip, uv or venv said themselves. */
export class VenvError extends PyloomError {
  declare readonly code: typeof code;
  /** The command that failed, with its arguments; undefined when none was run. */
  readonly command: readonly string[] | undefined;
  /** How it ended; null when a signal ended it. */
  readonly exitCode: number | null | undefined;
  /** All that it wrote. */
  readonly output: string;

  /** @internal */
  constructor(message: string, failed?: Failed, options?: ErrorOptions) {
    super('VenvError', code, message, options);
    this.command = failed?.command;
    this.exitCode = failed?.exitCode;
    this.output = failed?.output ?? '';
  }
}

recogniseByCode(VenvError, code);
