import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs a Node script.
 *
 * @param env variables that are added to those of this process
 * @returns what it wrote to stdout
 * @throws if its exit code is not 0, with all that it wrote
 */
export async function runNode(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  return runCommand(process.execPath, args, cwd, env);
}

/**
 * As runNode, for any command.
 *
 * @param only whether it gets no variables but these
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
  { only = false } = {},
): Promise<string> {
  try {
    // npm is a shell script on Windows.
    const shell = process.platform === 'win32' && command === 'npm';
    const options = { cwd, env: only ? env : { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024, shell };
    const { stdout } = await promisify(execFile)(command, args, options);
    return stdout;
  } catch (error) {
    const { stdout, stderr, code } = error as { stdout?: string; stderr?: string; code?: number | string };
    throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${stdout ?? ''}${stderr ?? ''}`, {
      cause: error,
    });
  }
}
