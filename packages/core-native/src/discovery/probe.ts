import type { ExecFileException } from 'node:child_process';
import { answerMark, probeScript } from './probe-script';
import { isPythonFacts, type PythonFacts } from './python-facts';
import type { SearchContext } from './search-context';
import { UnusablePython } from './unusable-python';

/** A cold start from a network folder takes some seconds; whatever takes longer is no Python. */
const probeTimeout = 10_000;

/**
 * Without the variables that Python reads (-E), the user's packages (-s) and site (-S): none changes the facts, all take
 * time, and a broken .pth file should not look like a broken Python. -I is unknown to Python 2.7, which is
 * to be told that it is too old.
 */
const flags = ['-E', '-s', '-S', '-B', '-c', probeScript];

interface Answer {
  readonly error: ExecFileException | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Asks an executable once what it is. Throws UnusablePython when it cannot be run or does not answer as a Python does. */
export async function probe(
  executable: string,
  { cwd, env }: SearchContext,
  timeout = probeTimeout,
): Promise<PythonFacts> {
  const { error, stdout, stderr } = await ask(executable, cwd, env, timeout);
  if (error) throw new UnusablePython(executable, failure(error, stderr, timeout), checkByHand(executable));
  const facts = factsIn(stdout);
  if (facts) return facts;
  throw new UnusablePython(executable, `is not a Python: asked for its version, it printed ${shown(stdout)}`);
}

async function ask(
  executable: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
  timeout: number,
): Promise<Answer> {
  // Loaded late: with a cached answer it is not needed, and it takes milliseconds of the start-up.
  const { execFile } = await import('node:child_process');
  return new Promise((resolve) => {
    try {
      const options = {
        cwd,
        env: withoutLauncher(env),
        timeout,
        killSignal: 'SIGKILL',
        windowsHide: true,
      } as const;
      const child = execFile(executable, flags, options, (error, stdout, stderr) =>
        resolve({ error, stdout, stderr }),
      );
      child.stdin?.on('error', () => {}); // It may have ended before: nothing is written anyway.
      child.stdin?.end(); // Whatever waits for input is to end at once.
    } catch (error) {
      resolve({ error: error as ExecFileException, stdout: '', stderr: '' });
    }
  });
}

/** macOS' launcher of venvs passes its own path on; to another Python it would be a lie about sys.executable. */
function withoutLauncher({ __PYVENV_LAUNCHER__: _, ...env }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return env;
}

function factsIn(stdout: string): PythonFacts | undefined {
  const line = stdout.split(/\r?\n/).findLast((candidate) => candidate.startsWith(answerMark));
  if (line === undefined) return undefined;
  try {
    const facts: unknown = JSON.parse(line.slice(answerMark.length));
    return isPythonFacts(facts) ? facts : undefined;
  } catch {
    return undefined; // The caller shows what was printed.
  }
}

function failure(error: ExecFileException, stderr: string, timeout: number): string {
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER')
    return 'is not a Python: asked for its version, it printed over 1 MiB';
  if (error.killed) return `did not answer within ${timeout / 1000} s`;
  if (typeof error.code === 'string') return `could not be started: ${startFailure(error.code)}`;
  const ending = error.signal ? `was ended by ${error.signal}` : `ended with exit code ${error.code}`;
  const complaint = telling(stderr);
  return `${ending} when asked for its version${complaint ? `: ${shown(complaint)}` : ''}`;
}

function startFailure(code: string): string {
  const meanings: Record<string, string> = {
    ENOENT: 'the loader that it was built for, or the interpreter in its first line, is missing (ENOENT)',
    ENOEXEC: 'this is no program for this machine (ENOEXEC)',
    EACCES: 'it may not be executed (EACCES)',
  };
  return meanings[code] ?? code;
}

/** Tools say first what is wrong and then what could be done; a Python traceback ends with it. */
function telling(stderr: string): string | undefined {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  return lines[0]?.startsWith('Traceback') ? lines.at(-1) : lines[0];
}

function checkByHand(executable: string): string[] {
  return [`see what it says itself: ${executable} -c "import sysconfig; print(sysconfig.get_platform())"`];
}

function shown(output: string): string {
  const text = output.trim();
  if (text === '') return 'nothing';
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}
