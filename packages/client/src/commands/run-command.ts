import { lazyModules } from './lazy-modules';

/** How a command is run: always by an argument list, never by a shell. */
export interface Command {
  /** What it is to do, as the end of a sentence: 'make the virtual environment /app/.venv'. */
  readonly purpose: string;
  readonly arguments: readonly [executable: string, ...rest: string[]];
  readonly onLine: (line: string) => void;
  readonly signal: AbortSignal | undefined;
  /** What is different in its environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** The class of what it rejects with when the command fails. */
  readonly Failure: FailureClass;
  /** A descriptor that the command inherits: what it locks stays locked for as long as the command runs. */
  readonly inherit?: number | undefined;
}

/** What is known of a command that has failed. */
export interface Failed {
  readonly command: readonly string[];
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  /** All that it wrote. */
  readonly output: string;
}

type FailureClass = new (message: string, failed?: Failed, options?: ErrorOptions) => Error;

/** Runs it to its end: what it wrote to stdout. Rejects with a `Failure` that has its last words, or with the signal's reason. */
export async function runCommand(command: Command): Promise<string[]> {
  const [executable, ...rest] = command.arguments;
  const child = lazyModules.childProcess().spawn(executable, rest, {
    stdio: ['ignore', 'pipe', 'pipe', ...(command.inherit === undefined ? [] : [command.inherit])],
    env: {
      ...process.env,
      PYTHONUNBUFFERED: '1',
      PIP_DISABLE_PIP_VERSION_CHECK: '1',
      PIP_NO_INPUT: '1',
      ...command.env,
    },
    windowsHide: true,
  });
  const lines: string[] = [];
  const answer: string[] = [];
  const readers = [child.stdout, child.stderr].map((stream) => {
    const reader = lazyModules.readline().createInterface({ input: stream as NodeJS.ReadableStream });
    reader.on('line', (line) => {
      lines.push(line);
      if (stream === child.stdout) answer.push(line);
      command.onLine(line);
    });
    return new Promise((resolve) => reader.once('close', resolve));
  });
  const stop = () => child.kill();
  command.signal?.addEventListener('abort', stop);
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('close', resolve);
    });
    await Promise.all(readers);
    command.signal?.throwIfAborted();
    if (exitCode !== 0) throw failure(command, exitCode, lines);
    return answer;
  } catch (error) {
    if ((error as NodeJS.ErrnoException)?.syscall?.startsWith('spawn') !== true) throw error;
    const message = `${executable} could not be started to ${command.purpose}`;
    throw new command.Failure(message, undefined, { cause: error });
  } finally {
    command.signal?.removeEventListener('abort', stop);
  }
}

/** Enough for pip's reasons, and for a compiler's last error. */
const shown = 20;

function failure(
  { purpose, arguments: command, Failure }: Command,
  exitCode: number | null,
  lines: string[],
): Error {
  const said = lines.filter((line) => line.trim() !== '').slice(-shown);
  const ended = exitCode === null ? 'was ended by a signal' : `ended with code ${exitCode}`;
  const words = said.length === 0 ? 'It said nothing.' : said.map((line) => `  ${line}`).join('\n');
  return new Failure(`Could not ${purpose}: ${command.join(' ')} ${ended}\n${words}`, {
    command,
    exitCode,
    output: lines.join('\n'),
  });
}
