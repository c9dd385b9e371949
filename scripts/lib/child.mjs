import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './paths.mjs';
import { addGroup, killGroup, removeGroup } from './process-groups.mjs';

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd] default: the root of the repository
 * @property {NodeJS.ProcessEnv} [env] default: this process's
 * @property {boolean} [show] whether its output appears on our stderr as it comes. Default false.
 * @property {(line: string) => void} [onLine] gets its output line by line
 * @property {number} [limit] after so many milliseconds the child and all its children are ended. Default: none.
 * @property {string} [input] written to its stdin. Default: nothing, at once at its end.
 *
 * @typedef {object} RunResult
 * @property {number} code the exit code, as a shell would give it: 128 + n for signal n, 127 if there is no such command
 * @property {boolean} timedOut
 * @property {string} output what it wrote, both streams
 */

/** How long a child may take to leave after it was told to, and its children after it has left. */
const grace = 5_000;

/**
 * Runs a command to its end. Never rejects: a command that is missing has exit code 127.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<RunResult>}
 */
export function run(
  command,
  args,
  { cwd = root, env = process.env, show = false, onLine, limit, input } = {},
) {
  const child = spawn(command, args, {
    cwd,
    env,
    stdio: 'pipe',
    // Only a group of its own can be killed as a whole; without a limit it stays in ours, where Ctrl-C reaches it.
    detached: limit !== undefined,
  });
  // A command that ends without reading its input is no error of ours.
  child.stdin.on('error', () => {});
  child.stdin.end(input);

  let output = '';
  let pending = '';
  /** @param {string} text */
  const take = (text) => {
    output += text;
    if (show) process.stderr.write(text);
    if (!onLine) return;
    const lines = (pending + text).split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  };
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', take);

  const deadline = new Deadline(child.pid, limit);
  return new Promise((resolve) => {
    /** @param {number} code */
    const finish = (code) => {
      deadline.end();
      resolve({ code, timedOut: deadline.passed, output });
    };
    child.once('error', (error) => {
      take(`${error.message}\n`);
      finish(127);
    });
    child.once('exit', (code, signal) => {
      const status = code ?? 128 + (signal ? constants.signals[signal] : 0);
      child.once('close', () => finish(status));
      // A grandchild that lives on may hold the pipes open for ever.
      setTimeout(finish, grace, status).unref();
    });
  });
}

/**
 * Runs a Node script with the running node.
 *
 * @param {string} script
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 */
export function runNode(script, args, options) {
  return run(process.execPath, [script, ...args], options);
}

/**
 * Runs a Node script in the foreground: the terminal is its own.
 *
 * @param {readonly string[]} args its flags, its path and what is for it
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>} the exit code, as a shell would give it
 */
export function runInForeground(args, env = process.env) {
  const child = spawn(process.execPath, args, { stdio: 'inherit', env });
  // Ctrl-C reaches it by itself; we wait for it to leave in its own way.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}

/** Ends a process group that takes too long: asks first, so that it can end its own children, then kills. */
class Deadline {
  passed = false;
  #pid;
  /** @type {NodeJS.Timeout | undefined} */
  #timer;

  /**
   * @param {number | undefined} pid undefined: it could not be started
   * @param {number | undefined} limit
   */
  constructor(pid, limit) {
    this.#pid = limit === undefined ? undefined : pid;
    if (this.#pid === undefined) return;
    addGroup(this.#pid);
    this.#timer = setTimeout(() => this.#pass(), limit);
  }

  end() {
    clearTimeout(this.#timer);
    if (this.#pid === undefined) return;
    if (this.passed) killGroup(this.#pid, 'SIGKILL');
    removeGroup(this.#pid);
  }

  #pass() {
    this.passed = true;
    const pid = /** @type {number} */ (this.#pid);
    killGroup(pid, 'SIGTERM');
    this.#timer = setTimeout(killGroup, grace, pid, 'SIGKILL');
  }
}
