import { PyloomError, recogniseByCode } from '@pyloom/common';
import type { Failed } from '../commands/run-command';

const code = 'ERR_PYLOOM_PYTHON_INSTALL';

/** A Python could not be installed. The message ends with what uv said itself. */
export class PythonInstallError extends PyloomError {
  declare readonly code: typeof code;
  /** The command that failed, with its arguments; undefined when none was run. */
  readonly command: readonly string[] | undefined;
  /** All that it wrote. */
  readonly output: string;

  /** @internal */
  constructor(message: string, failed?: Failed, options?: ErrorOptions) {
    super('PythonInstallError', code, message, options);
    this.command = failed?.command;
    this.output = failed?.output ?? '';
  }
}

recogniseByCode(PythonInstallError, code);
