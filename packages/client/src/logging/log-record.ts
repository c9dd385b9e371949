/** One record of Python's logging. */
export interface LogRecord {
  /** As Python counts: 10 debug, 20 info, 30 warning, 40 error, 50 critical. */
  level: number;
  /** As Python spells it: `'INFO'`. */
  levelName: string;
  /** The logger's name: `'app.db'`; `'root'` for logging's own functions. */
  logger: string;
  /** The bare message; `format` does not touch it. */
  message: string;
  /** Milliseconds since the epoch. */
  time: number;
  /** Where it was logged: the file's name without its ending, the line, the function. */
  module: string;
  /** Line in that file. */
  line: number;
  /** `'<module>'` outside of any. */
  function: string;
  /** The Python thread's name: `'MainThread'`. */
  thread: string;
  /** The traceback, of `logger.exception()` and the like. */
  exception?: string;
  /** The record as `format` shapes it, if one was given. */
  text?: string;
}

/** What the default handler does. */
export function writeRecord(record: LogRecord): void {
  process.stderr.write(`${record.text ?? plain(record)}\n`);
}

function plain({ levelName, logger, message, exception }: LogRecord): string {
  const text = `${levelName}:${logger}:${message}`;
  return exception === undefined ? text : `${text}\n${exception}`;
}
