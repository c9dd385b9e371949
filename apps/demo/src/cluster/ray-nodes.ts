import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { DemoError } from '../failure.ts';
import { pythonFolder } from '../python-modules.ts';
import { killSession } from './kill-session.ts';

/** How long Ray may take to end its nodes, in milliseconds; what is left then is killed. */
const patience = 20_000;

/** A Ray of three nodes on this machine, which python/ray_nodes.py starts. It ends when it is disposed of, and with this process. */
export class RayNodes implements AsyncDisposable {
  /** Where its head is. */
  readonly address: string;
  /** Their ids; the head comes first. */
  readonly nodes: readonly string[];
  readonly #process: RayProcess;

  private constructor(process: RayProcess, { address, nodes }: { address: string; nodes: string[] }) {
    this.#process = process;
    this.address = address;
    this.nodes = nodes;
  }

  /** @param python one that has Ray @param signal ends it, also while it starts: it rejects with the signal's reason */
  static async start(python: string, signal?: AbortSignal): Promise<RayNodes> {
    signal?.throwIfAborted();
    const ray = new RayProcess(python);
    const end = () => ray.kill();
    signal?.addEventListener('abort', end);
    try {
      return new RayNodes(ray, JSON.parse(await ray.answer()));
    } catch (error) {
      await ray.end();
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', end);
    }
  }

  /** A node that is killed is the last one that still runs. */
  async do(command: 'kill node' | 'kill head' | 'start head' | `versions ${string}`): Promise<void> {
    this.#process.tell(command);
    await this.#process.answer();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#process.end();
  }
}

/** The Python that starts the nodes, with all that it starts in a session of their own: Ctrl-C in a terminal is not for them. */
class RayProcess {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #exited: Promise<unknown>;
  /** Its output, too, which others may have. */
  readonly #closed: Promise<unknown>;
  readonly #folder = mkdtempSync(join(tmpdir(), 'pyloom-ray-'));
  readonly #kill = () => this.kill();
  #said = '';

  constructor(python: string) {
    const child = spawn(python, [join(pythonFolder, 'ray_nodes.py'), this.#folder], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        ...process.env,
        RAY_USAGE_STATS_ENABLED: '0',
        // A node that was killed is missed after some seconds, not after a minute.
        RAY_gcs_rpc_server_reconnect_timeout_s: '5',
        // A worker is of one driver. With two of them, a node that keeps a worker for each of its processors, which is one, would end
        // one's to start the other's, all the time.
        RAY_num_workers_soft_limit: '2',
      },
      detached: true,
    });
    this.#child = child;
    // An error is that it did not start, which is told like all that it says.
    const told = (error: Error) => this.#hear(error.message);
    this.#exited = once(child, 'exit').catch(told);
    this.#closed = once(child, 'close').catch(told);
    // One that has ended reads nothing, and says by its end why.
    child.stdin.on('error', () => {});
    child.stderr.setEncoding('utf8').on('data', (text: string) => this.#hear(text));
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    process.once('exit', this.#kill);
  }

  tell(command: string): void {
    this.#child.stdin?.write(`${command}\n`);
  }

  /** The next one: Ray's tools print more than the answers. */
  async answer(): Promise<string> {
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done) {
        await this.#closed;
        throw new DemoError(
          `Ray has ended: ${this.#said.trim().split('\n').at(-1) || 'it does not say why'}`,
        );
      }
      if (value === 'done' || value.startsWith('{')) return value;
    }
  }

  /** Tells whether there was anything to kill. */
  kill(): boolean {
    const { pid } = this.#child;
    return pid !== undefined && killSession(pid);
  }

  async end(): Promise<void> {
    const late = setTimeout(this.#kill, patience);
    this.#child.stdin?.end();
    await this.#exited;
    clearTimeout(late);
    // Also those that it has left behind, and what these have begun meanwhile.
    while (this.kill()) await sleep(20);
    process.off('exit', this.#kill);
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  #hear(text: string): void {
    this.#said = (this.#said + text).slice(-4000);
  }
}
