import { createPython, type Python, type PythonOptions } from '@pyloom/client';
import type { Act } from '../../tour/act.ts';
import { isCheck } from '../../tour/check.ts';
import type { Events } from '../monitor/events.ts';
import type { Log } from '../monitor/log.ts';
import type { ActEvent } from './act-event.ts';

/**
 * Plays the acts of the tour in this process, on the same Python. With a client of their own, since the service's sheds load
 * at once while acts wait for their turn; the lanes are the process's, so the page shows them at work.
 */
export class ActsPlayer {
  readonly list: readonly Act[];
  readonly #options: PythonOptions;
  readonly #events: Events;
  readonly #log: Log;
  #playing: Promise<void> | undefined;
  #python: Python | undefined;

  constructor(acts: readonly Act[], options: PythonOptions, events: Events, log: Log) {
    this.list = acts;
    this.#options = options;
    this.#events = events;
    this.#log = log;
  }

  /** False if one is being played: they would get in each other's way. */
  play(id: string): boolean {
    const act = this.list.find((each) => each.id === id);
    if (act === undefined) throw new RangeError(`there is no act '${id}'`);
    if (this.#playing !== undefined) return false;
    this.#playing = this.#play(act).finally(() => {
      this.#playing = undefined;
    });
    return true;
  }

  /** Ends the one that is being played. */
  async stop(): Promise<void> {
    await this.#python?.close({ timeout: 0 });
    await this.#playing;
  }

  async #play(act: Act): Promise<void> {
    this.#tell({ act: act.id, phase: 'start' });
    let ok = true;
    try {
      this.#python = await createPython({
        ...this.#options,
        stdout: this.#line(act),
        stderr: this.#line(act),
      });
      for await (const said of act.run(this.#python)) {
        if (isCheck(said)) {
          ok &&= said.ok;
          const found = said.ok ? '' : `: found ${said.actual}, expected ${said.expected}`;
          this.#tell({ act: act.id, phase: 'line', text: `${said.claim}${found}`, ok: said.ok });
        } else {
          this.#tell({ act: act.id, phase: 'line', text: said });
        }
      }
    } catch (error) {
      ok = false;
      this.#tell({ act: act.id, phase: 'line', text: String(error), ok: false });
    } finally {
      await this.#python?.close();
      this.#python = undefined;
      this.#tell({ act: act.id, phase: 'end', ok });
      this.#log.add(ok ? 'info' : 'error', 'tour', `${act.title}: ${ok ? 'all checks hold' : 'failed'}.`);
    }
  }

  /** What Python prints in an act. */
  #line(act: Act): (text: string) => void {
    return (text) => this.#tell({ act: act.id, phase: 'line', text: text.trimEnd() });
  }

  #tell(event: ActEvent): void {
    this.#events.send('act', event);
  }
}
