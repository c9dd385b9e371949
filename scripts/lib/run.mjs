import { constants } from 'node:os';
import { execa } from 'execa';
import { root } from './paths.mjs';

/**
 * Runs a command in the root of the repository; the tools of its dependencies are found first. It never rejects: whether it
 * `failed`, and all that it wrote, is in what it resolves to.
 */
export const run = execa({
  cwd: root,
  preferLocal: true,
  localDir: root,
  stdin: 'ignore',
  all: true,
  reject: false,
});

/** The same, but what the command writes appears on our stderr as it comes. */
export const show = run({ stdout: 2, stderr: 2 });

/**
 * What to put before a command so that it and all its children are ended at a limit: told to first, then killed. coreutils'
 * timeout gives it a process group, and ends that with us as well.
 *
 * @param {number} seconds
 */
export function within(seconds) {
  return ['timeout', '--kill-after=5', `${seconds}`];
}

/**
 * Runs a Node script in the foreground: the terminal is its own.
 *
 * @param {readonly string[]} args its flags, its path and what is for it
 * @param {NodeJS.ProcessEnv} [env] what it gets beside our own
 * @returns {Promise<number>} the exit code, as a shell would give it
 */
export async function runInForeground(args, env) {
  const child = execa(process.execPath, args, { stdio: 'inherit', reject: false, env });
  // Ctrl-C reaches it by itself; we wait for it to leave in its own way.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const { exitCode, signal } = await child;
  return exitCode ?? 128 + (signal ? constants.signals[signal] : 0);
}
