import { threadId } from 'node:worker_threads';
import { createPython } from '@pyloom/client';
import { someKind } from './kinds/index.mjs';
import { Random } from './random.mjs';

/** An operation takes milliseconds; where this thread hardly gets a processor beside all the others, a minute. */
export const lostAfter = 180_000;

let rigs = 0;

/** A client under load: tracks of random operations, one after the other in each, that know what has to come of them. */
export class Rig {
  /** Of every kind that was done, how often. @type {Map<string, number>} */
  done = new Map();
  /** Top-level operations that were begun: `stats()` has to count as many. */
  begun = 0;
  /** What the counter 'soak' of the store has to be. */
  increments = 0;
  /** Told of the lines that Python has printed, where somebody reads them. @type {((told: string) => void) | undefined} */
  tell = undefined;
  /** Who ends processes under its calls. @type {import('./killer.mjs').Killer | undefined} */
  killer = undefined;
  #stopped = false;
  /** What each track does now, and since when. @type {Map<number, { kind: string, since: number }>} */
  #current = new Map();

  /** @param {import('@pyloom/client').PythonOptions} options @param {{ maxConcurrent?: number }} [more] */
  static async open(options, more = {}) {
    const quiet = { stdout: () => {}, stderr: () => {} };
    const py = await createPython({ ...quiet, ...options, ...more });
    return new Rig(py, { ...quiet, ...options });
  }

  /** @param {import('@pyloom/client').Python} py @param {import('@pyloom/client').PythonOptions} options */
  constructor(py, options) {
    this.py = py;
    this.options = options;
    this.id = `${threadId}_${rigs++}`;
    this.names = this.#registerFunctions();
  }

  /** Top-level operations that are not begun by counted(). @param {number} operations */
  count(operations) {
    this.begun += operations;
  }

  /** @template T @param {Promise<T>} promise of one top-level operation */
  counted(promise) {
    this.begun += 1;
    return promise;
  }

  /** Runs so many tracks until stop(). Rejects with the first thing that went wrong. @param {number} tracks @param {number} seed */
  async run(tracks, seed) {
    await Promise.all(Array.from({ length: tracks }, (_, track) => this.#runTrack(track, seed)));
  }

  stop() {
    this.#stopped = true;
  }

  /** What has gone on for too long: a lost promise. */
  overdue() {
    const before = performance.now() - lostAfter;
    return [...this.#current]
      .filter(([, { since }]) => since < before)
      .map(([track, { kind }]) => `${kind} (track ${track})`);
  }

  async #runTrack(track, seed) {
    const random = new Random(seed * 1000 + track);
    while (!this.#stopped) {
      const [kind, perform] = someKind(random);
      const since = performance.now();
      this.#current.set(track, { kind, since });
      try {
        await perform(this, random);
      } catch (error) {
        if (this.killer?.spoils(error, since)) continue;
        throw new Error(`${kind} in track ${track}, seed ${seed}`, { cause: error });
      }
      this.done.set(kind, (this.done.get(kind) ?? 0) + 1);
      // What settles at once must not keep others from their turn.
      await new Promise(setImmediate);
    }
    this.#current.delete(track);
  }

  /** By names that no other client has: Python threads ask whoever knows the name. */
  #registerFunctions() {
    const { py, id } = this;
    const names = Object.fromEntries(
      ['next', 'nextAsync', 'down', 'downAsync', 'fan', 'never', 'fail', 'impatient'].map((name) => [
        name,
        `${name}_${id}`,
      ]),
    );
    const functions = {
      next: (n) => n + 1,
      nextAsync: async (n) => {
        if (n % 3 === 0) await new Promise(setImmediate);
        return n + 1;
      },
      down: (depth) => py.call('soak_work', 'down', [names.down, depth]),
      downAsync: (depth) => py.call('soak_work', 'down_async', [names.downAsync, depth]),
      fan: (count) => Promise.all(Array.from({ length: count }, (_, i) => py.call('soak_work', 'echo', [i]))),
      never: () => new Promise(() => {}),
      fail: () => {
        throw new Error('as told');
      },
      impatient: () => py.call('soak_work', 'busy', [], { timeout: 20 }).catch((error) => error.name),
    };
    for (const [name, fn] of Object.entries(functions)) py.registerFunction(names[name], fn);
    return names;
  }
}
