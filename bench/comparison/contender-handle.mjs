// The parent's view of a contender's process.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { peerEnvironment } from './peers.mjs';

/** No round takes nearly as long: what takes longer hangs. */
const limit = 60_000;

export class ContenderHandle {
  #child;

  /**
   * @param {string} name
   * @param {{ executable: string, version: string, mode: string }} python
   */
  constructor(name, python) {
    this.name = name;
    this.#child = start('contender-process.mjs', name, python);
  }

  /** @returns {Promise<{ detail: string }>} */
  opened() {
    return this.#answer();
  }

  /** @returns {Promise<{ figure?: number, missing?: true, error?: string }>} */
  async measure(item) {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return { error: 'has crashed' };
    this.#child.send({ item });
    return this.#answer();
  }

  close() {
    this.#child.kill('SIGKILL');
  }

  async #answer() {
    const ending = new AbortController();
    const timer = setTimeout(() => ending.abort(), limit);
    try {
      return await Promise.race([
        once(this.#child, 'message', { signal: ending.signal }).then(([message]) => message),
        once(this.#child, 'exit', { signal: ending.signal }).then(([code, signal]) => ({
          error: `ended with ${signal ?? code}`,
        })),
      ]);
    } catch {
      this.close();
      return { error: `no answer within ${limit / 1000} s` };
    } finally {
      clearTimeout(timer);
      ending.abort();
    }
  }
}

/**
 * Milliseconds that process.exit() takes in the middle of a call.
 *
 * @returns {Promise<{ figure?: number, error?: string }>}
 */
export async function timeToLeave(name, python) {
  const child = start('leaving-process.mjs', name, python);
  await once(child, 'message');
  const asked = performance.now();
  const [code, signal] = await once(child, 'exit');
  const figure = performance.now() - asked;
  return code === 7 ? { figure } : { error: `${figure.toFixed(0)} ms, ends with ${signal ?? code}` };
}

/** Milliseconds from the start of a process until it has called sqrt once; undefined: an empty Node. */
export async function timeToStart(name, python) {
  const child = start('starting-process.mjs', name ?? 'nothing', python);
  const [figure] = await once(child, 'message');
  child.kill('SIGKILL');
  return { figure };
}

function start(file, name, { executable, version, mode }) {
  return fork(fileURLToPath(new URL(file, import.meta.url)), [name, executable, mode], {
    env: { ...peerEnvironment(executable), PYLOOM_BENCH_PYTHON_VERSION: version },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}
