import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import type { Python } from '@pyloom/client';
import { actsFolder } from '../acts-folder.ts';
import { type Check, check as compare, isCheck } from './check.ts';

/** What the file of an act exports: it yields what it has to say and what it has checked. */
type Play = (py: Python, check: typeof compare) => AsyncIterable<unknown>;

/** What is known of an act beside its code. */
export interface ActFacts {
  /** The name of its file, and what `--act` takes. */
  readonly id: string;
  readonly title: string;
  /** A few sentences for somebody who has never seen pyloom. */
  readonly text: string;
}

/** A piece of the tour: code that is shown, run, and checked. */
export class Act implements ActFacts {
  readonly id: string;
  readonly title: string;
  readonly text: string;

  constructor({ id, title, text }: ActFacts) {
    this.id = id;
    this.title = title;
    this.text = text;
  }

  /** The very code that `run` runs, an ES module. */
  get source(): string {
    return readFileSync(this.#url, 'utf8');
  }

  /**
   * Runs the act, and tells lines and checks as they come. Rejects with whatever the act throws. Not twice at once with the
   * same client: an act registers functions under names of its own. It leaves the limit and the options of `py` alone; an act
   * that needs others opens a client of its own beside it, on the same Python.
   */
  async *run(py: Python): AsyncGenerator<string | Check, void, void> {
    const { default: play }: { default: Play } = await import(this.#url.href);
    for await (const value of play(py, compare)) {
      yield isCheck(value) || typeof value === 'string' ? value : inspect(value);
    }
  }

  get #url(): URL {
    return new URL(`${this.id}.mjs`, actsFolder);
  }
}
