import type { ExecFileException } from 'node:child_process';
import type { PythonInstallation } from '../discovery';
import { RuntimeStartError } from './runtime-start-error';

/**
 * What CPython reads as it starts and, if it is wrong, dies of: in the middle of Py_InitializeEx it ends the whole process,
 * by exit() or abort(). Of 3.9 to 3.13; later versions report it.
 */
const decisive = [
  'PYTHONHOME',
  'PYTHONPATH', // with another version's standard library in it
  'PYTHONPLATLIBDIR',
  'PYTHONHASHSEED',
  'PYTHONIOENCODING',
  'PYTHONINTMAXSTRDIGITS',
  'PYTHONMALLOC',
  'PYTHONTRACEMALLOC',
  'PYTHONUTF8',
  'PYTHON_CPU_COUNT',
  'PYTHON_FROZEN_MODULES',
  'PYTHON_GIL',
];

const patience = 10_000;

/**
 * Lets the executable start first, with the environment that this process has, if a variable is set that could keep it
 * from starting. Takes 10 to 20 ms; without such variables nothing.
 *
 * @throws RuntimeStartError with what it complained of.
 */
export async function checkStart({ executable, version, versionInfo }: PythonInstallation): Promise<void> {
  const set = decisive.filter((name) => process.env[name] !== undefined && process.env[name] !== '');
  if (set.length === 0 || versionInfo[1] >= 14) return;
  const complaint = await complaintOf(executable);
  if (complaint === undefined) return;
  const variables = set.map((name) => `${name}=${JSON.stringify(process.env[name])}`).join(', ');
  throw new RuntimeStartError(
    `CPython ${version} (${executable}) cannot start with ${variables} in the environment: ${complaint}. Unset or correct ${set.length > 1 ? 'what is wrong of them' : 'it'}.`,
  );
}

async function complaintOf(executable: string): Promise<string | undefined> {
  const { execFile } = await import('node:child_process');
  return new Promise((resolve) => {
    const options = { timeout: patience, windowsHide: true };
    const child = execFile(executable, ['-S', '-c', ''], options, (error, _stdout, stderr) =>
      resolve(error === null ? undefined : complaintIn(error, stderr)),
    );
    child.stdin?.on('error', () => {}); // It may have ended before: nothing is written anyway.
    child.stdin?.end(); // PYTHONINSPECT makes it read.
  });
}

/** Undefined when Python did not come to an end by itself: that tells nothing about the variables. */
function complaintIn(error: ExecFileException, stderr: string): string | undefined {
  if (error.killed || typeof error.code === 'string') return undefined;
  const lines = stderr.split('\n').map((line) => line.trim());
  const telling = lines.filter((line) => /^(Fatal Python error|\w+Error):/.test(line));
  return telling.length > 0 ? telling.join('; ') : (lines.find((line) => line !== '') ?? error.message);
}
