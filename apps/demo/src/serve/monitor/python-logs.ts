import type { Python } from '@pyloom/client';
import type { Log, LogLevel } from './log.ts';

/** What loggers in Python say, from any lane. */
export function collectPythonLogs(python: Python, log: Log): Promise<void> {
  return python.configureLogging({
    level: 'info',
    handler: ({ level, logger, message }) => log.add(levelOf(level), logger, message),
  });
}

function levelOf(level: number): LogLevel {
  if (level >= 40) return 'error';
  return level >= 30 ? 'warning' : 'info';
}
