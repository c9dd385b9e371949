import { spawnSync } from 'node:child_process';
import { execa } from 'execa';
import { root } from './paths.mjs';
import { SetupError } from './say.mjs';

/**
 * Runs a command in the root of the repository; the tools of its dependencies are found first. It never rejects: whether it
 * `failed`, and what `said` makes of it, is in what it resolves to.
 */
export const run = execa({
  cwd: root,
  preferLocal: true,
  localDir: root,
  stdin: 'ignore',
  all: true,
  reject: false,
  env: { TURBO_TELEMETRY_DISABLED: '1' },
});

/** The same, but what the command writes appears on our stderr as it comes. */
export const show = run({ stdout: 2, stderr: 2 });

/** All that a command wrote; of one that could not be started, why. @param {{ all?: unknown, shortMessage?: string }} result */
export function said({ all, shortMessage }) {
  return `${all || `${shortMessage}\n`}`;
}

/**
 * The same for what has to succeed.
 *
 * @param {string} problem what to say if it does not, before all that it wrote
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('execa').Options} [options]
 * @returns {Promise<string>} what it wrote to stdout
 * @throws {SetupError}
 */
export async function mustRun(problem, command, args, options) {
  const result = await run(command, args, options);
  if (result.failed) throw new SetupError(`${problem}:\n${said(result)}`);
  return `${result.stdout}`;
}

/**
 * What `run` takes for a command that is ended at a limit: told to first, then killed. coreutils' timeout does that to all its
 * children as well, in a process group, which it ends with us, too. Where there is none, the command alone is ended.
 *
 * @template {import('execa').Options} O
 * @param {number} seconds
 * @param {readonly string[]} command
 * @param {O} [options]
 * @returns {[command: string, args: string[], options: O]}
 */
export function within(seconds, command, options = /** @type {O} */ ({})) {
  const isThere = spawnSync('timeout', ['--kill-after=5', '5', 'true']).status === 0;
  const [program = '', ...args] = isThere ? ['timeout', '--kill-after=5', `${seconds}`, ...command] : command;
  return [program, args, isThere ? options : { ...options, timeout: seconds * 1000 }];
}
