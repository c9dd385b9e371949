import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { printStacks } from './stacks.mjs';

const program = fileURLToPath(new URL('./workers-only.mjs', import.meta.url));

/** The process beside the soak: all that its clients have printed has to arrive, in whole lines, and it has to end by itself. */
export class Companion {
  /** Lines that were told of and have not come yet. @type {Set<string>} */
  #told = new Set();
  /** And the other way round: of calls that were cut off, nobody tells. @type {Set<string>} */
  #came = new Set();
  /** @type {string[]} */
  #torn = [];
  #child;
  #closed;
  /** How many lines have come. */
  lines = 0;

  /** @param {object} task */
  constructor(task) {
    const flags = process.execArgv;
    this.#child = spawn(process.execPath, [...flags, program, JSON.stringify(task)], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      // Where that is set, a line and its end are written one after the other, and lines of threads mix, as in plain Python.
      env: { ...process.env, PYTHONUNBUFFERED: '' },
    });
    this.#closed = once(this.#child, 'close');
    this.#child.on('message', ({ told }) => this.#came.delete(told) || this.#told.add(told));
    createInterface({ input: /** @type {import('node:stream').Readable} */ (this.#child.stdout) }).on(
      'line',
      (line) => {
        this.lines++;
        if (!/^line (of JavaScript|\d+_\d+) \d+$/.test(line)) this.#torn.push(line);
        if (!this.#told.delete(line)) this.#came.add(line);
      },
    );
    process.once('exit', () => this.#child.kill('SIGKILL'));
  }

  /** Fails unless it ends within so many milliseconds, as it should. @param {number} milliseconds */
  async end(milliseconds) {
    const killing = setTimeout(() => {
      const { pid } = this.#child;
      process.stderr.write(`the process with clients in workers alone does not end\n${printStacks(pid)}\n`);
      this.#child.kill('SIGKILL');
    }, milliseconds);
    const [code, signal] = await this.#closed;
    clearTimeout(killing);
    assert.deepEqual(
      { code, signal },
      { code: 0, signal: null },
      'the process with clients in workers alone',
    );
    assert.deepEqual({ torn: this.#torn, lost: [...this.#told] }, { torn: [], lost: [] });
  }
}
