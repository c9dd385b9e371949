import { isPyloomError } from '@pyloom/client';
import { CommanderError } from 'commander';

/** What was asked for cannot be done, and the message tells all that the user needs. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
}

/** 0 for help, 2 for a command line that is wrong, 1 for all else. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof CommanderError)) return 1;
  return error.exitCode === 0 ? 0 : 2;
}

/** One line, without a stack: with the environment variable PYLOOM_DEBUG, a failure that nobody foresaw has one. */
export function describeFailure(error: unknown): string {
  if (error instanceof CommanderError) {
    const message = oneLine(error.message.replace(/^error: /, '')).replace(/\.$/, '');
    return `pyloom: ${message}; see npm run demo -- --help`;
  }
  if (error instanceof DemoError || isPyloomError(error)) return `pyloom: ${oneLine(error.message)}`;
  if (process.env.PYLOOM_DEBUG && error instanceof Error) return String(error.stack);
  return `pyloom: the demo failed: ${oneLine(String(error))} (PYLOOM_DEBUG=1 shows where)`;
}

/** Folds a message with lists, as PythonNotFoundError has, into one line. */
function oneLine(message: string): string {
  return message
    .trim()
    .replace(/:\s*\n\s*- /g, ': ')
    .replace(/\s*\n\s*- /g, '; ')
    .replace(/\s*\n\s*/g, ' ');
}
