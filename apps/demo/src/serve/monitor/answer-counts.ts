import type { Answers } from './frame.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Counts answers by how the request ended. */
export class AnswerCounts {
  readonly #totals: Mutable<Answers> = { served: 0, shed: 0, other: 0 };

  add(status: number): void {
    this.#totals[status === 200 ? 'served' : status === 503 ? 'shed' : 'other']++;
  }

  get totals(): Answers {
    return { ...this.#totals };
  }
}

/** How many more there are for each second of the time between. */
export function ratesBetween(before: Answers, after: Answers, seconds: number): Answers {
  const rate = (key: keyof Answers) => (after[key] - before[key]) / seconds;
  return { served: rate('served'), shed: rate('shed'), other: rate('other') };
}
