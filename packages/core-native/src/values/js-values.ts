import { AsyncResource } from 'node:async_hooks';
import { describeFunction } from './describe-function';

/** The number of a function that is always there, and held by nobody: it describes the others to Python. */
export const describing = 0;

/**
 * JavaScript values that Python holds handles to: functions that were sent, errors that were thrown into it. Python says
 * when it lets go.
 */
export class JsValues {
  readonly #values = new Map<number, unknown>();
  /** Of functions: the asynchronous contexts in which they were handed over. */
  readonly #contexts = new Map<number, AsyncResource>();
  #next = describing + 1;

  readonly #describe = (id: number) => describeFunction(this.#values.get(id));

  hold(value: unknown): number {
    const id = this.#next++;
    this.#values.set(id, value);
    if (typeof value === 'function') this.#contexts.set(id, new AsyncResource('PYLOOM_FUNCTION'));
    return id;
  }

  /** Where a function runs that serves no call. */
  contextOf(id: number): AsyncResource | undefined {
    return this.#contexts.get(id);
  }

  get(id: number): unknown {
    return id === describing ? this.#describe : this.#values.get(id);
  }

  has(id: number): boolean {
    return id === describing || this.#values.has(id);
  }

  release(id: number): void {
    this.#values.delete(id);
    this.#contexts.delete(id);
  }

  get size(): number {
    return this.#values.size;
  }
}
