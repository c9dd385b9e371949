import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { surveyorProcess } from '../built-files.ts';
import { DemoError } from '../failure.ts';
import type { SourceFile } from '../survey/source-file.ts';
import type { FileOnNode, Opened, Setting, SurveyorMessage, SurveyorOrder } from './messages.ts';

/** A Node process that surveys on the cluster. It ends when it is disposed of, and with this process. */
export class Surveyor implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #leave = () => this.#child.kill('SIGKILL');
  readonly #signal: AbortSignal;
  #said = '';

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    // Detached: Ctrl-C in a terminal is not for it.
    this.#child = fork(surveyorProcess, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], detached: true });
    // Ray says much while a node is lost: of that only the end counts, and only where it is the end of the process.
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-4000);
    });
    this.#exited = once(this.#child, 'exit');
    process.once('exit', this.#leave);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Starts its Python, and finds the files. */
  open(setting: Setting): Promise<Opened> {
    return this.#ask({ type: 'open', setting }, (message, resolve) => {
      if (message.type === 'open') resolve(message.opened);
    });
  }

  /** Surveys of the files what no other one takes. */
  survey(folder: string, files: readonly SourceFile[], onFile: (summary: FileOnNode) => void): Promise<void> {
    return this.#ask({ type: 'survey', folder, files }, (message, resolve) => {
      if (message.type === 'file') onFile(message.summary);
      if (message.type === 'done') resolve();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    await this.#exited;
    process.off('exit', this.#leave);
  }

  /** Rejects with what it says has failed, as it ends without a word, and with the signal's reason. */
  async #ask<T>(
    order: SurveyorOrder,
    hear: (message: SurveyorMessage, resolve: (value: T) => void) => void,
  ): Promise<T> {
    this.#signal.throwIfAborted();
    const heard = new AbortController();
    try {
      return await new Promise<T>((resolve, reject) => {
        const fail = (what: string) => reject(new DemoError(`Node process ${this.pid} ${what}`));
        const on = (emitter: NodeJS.EventEmitter, event: string, listener: (...args: never[]) => void) => {
          emitter.on(event, listener as () => void);
          heard.signal.addEventListener('abort', () => emitter.off(event, listener as () => void));
        };
        on(this.#child, 'message', (message: SurveyorMessage) => {
          if (message.type === 'failed') fail(`failed: ${message.reason}`);
          else hear(message, resolve);
        });
        on(this.#child, 'error', (error: Error) => fail(`did not start: ${error.message}`));
        on(this.#child, 'exit', (code: number | null, signal: string | null) => {
          const last = this.#said.trim().split('\n').at(-1);
          const how = signal ?? `exit code ${code}`;
          fail(`ended in the middle of the survey (${how})${last ? `: ${last}` : ''}`);
        });
        this.#signal.addEventListener('abort', () => reject(this.#signal.reason), { signal: heard.signal });
        this.#child.send(order);
      });
    } finally {
      heard.abort();
    }
  }
}
