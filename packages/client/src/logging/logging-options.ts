import { checkKnownKeys, describeValue, InvalidArgumentError, InvalidRangeError } from '@pyloom/common';
import type { LogRecord } from './log-record';

/** Where Python's logging goes. */
export interface LoggingOptions {
  /** As in Python: `'info'`, `'WARNING'`, 20. Default `'info'`. */
  level?: string | number;
  /** As in Python, `'%(levelname)s %(message)s'`: shapes what the default handler writes to stderr. */
  format?: string;
  /** Gets every record, from any thread. Default: a line on stderr. */
  handler?: (record: LogRecord) => void;
}

/** @throws TypeError or RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) that names the option and its value. */
export function checkLoggingOptions(options: LoggingOptions): void {
  checkKnownKeys('the options of configureLogging', options, ['level', 'format', 'handler']);
  const { level, format, handler } = options;
  if (level !== undefined) checkLevel(level);
  if (format !== undefined && typeof format !== 'string') {
    throw new InvalidArgumentError(`The option 'format' must be a string, not ${describeValue(format)}`);
  }
  if (handler !== undefined && typeof handler !== 'function') {
    throw new InvalidArgumentError(`The option 'handler' must be a function, not ${describeValue(handler)}`);
  }
}

const names = ['notset', 'debug', 'info', 'warning', 'warn', 'error', 'critical', 'fatal'];

function checkLevel(level: unknown): void {
  if (typeof level === 'string') {
    // A program may have named levels of its own (logging.addLevelName); Python knows those.
    if (level !== '') return;
  } else if (typeof level === 'number') {
    if (Number.isInteger(level) && level >= 0) return;
    throw new InvalidRangeError(`The option 'level' must be 0 or a positive integer, not ${level}`);
  }
  throw new InvalidArgumentError(
    `The option 'level' must be a number or one of ${names.join(', ')}, not ${describeValue(level)}`,
  );
}
