import { PyloomError, recogniseByCode } from '@pyloom/common';
import type { ExecutionMode } from './execution-mode';

/** The mode that was asked for cannot be had with this Python. `available` lists those that can, the best first. */
export class ModeUnavailableError extends PyloomError {
  declare readonly code: 'ERR_PYLOOM_MODE_UNAVAILABLE';
  /** The mode that was asked for. */
  readonly mode: ExecutionMode;
  /** Those that this Python can give, the best first. */
  readonly available: ExecutionMode[];

  constructor(mode: ExecutionMode, available: ExecutionMode[], reason: string) {
    const others = available.map((other) => `'${other}'`).join(' or ');
    super(
      'ModeUnavailableError',
      'ERR_PYLOOM_MODE_UNAVAILABLE',
      `mode '${mode}' is not available: ${reason}. Use mode 'auto', ${others}, or another Python`,
    );
    this.mode = mode;
    this.available = available;
  }
}

recogniseByCode(ModeUnavailableError, 'ERR_PYLOOM_MODE_UNAVAILABLE');
