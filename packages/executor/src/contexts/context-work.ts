import type { Operation } from '../calls/operation';
import { StreamPull } from '../streams/stream-pull';
import type { StreamSource } from '../streams/stream-source';
import type { ContextCall } from './context-call';

/** What is under way in a context. */
export class ContextWork {
  /** The oldest first. */
  readonly calls = new Set<ContextCall>();
  readonly #streams = new Set<StreamSource>();
  readonly #whenEnded: (() => void)[] = [];

  /** @param owner the context, which lives as long as what was started through it */
  constructor(readonly owner: object) {}

  begun(call: ContextCall): void {
    this.calls.add(call);
  }

  ended(call: ContextCall): void {
    if (this.calls.delete(call) && this.calls.size === 0) {
      for (const resolve of this.#whenEnded.splice(0)) resolve();
    }
  }

  opened(stream: StreamSource): void {
    this.#streams.add(stream);
  }

  closed(stream: StreamSource): void {
    this.#streams.delete(stream);
  }

  /** Whether the operation is part of it, however deep it is nested. */
  includes(operation: unknown): boolean {
    let each = operation as Operation | undefined;
    for (; each !== undefined; each = each.caller) {
      if (this.calls.has(each as ContextCall)) return true;
      if (each instanceof StreamPull && this.#streams.has(each.reader as StreamSource)) return true;
    }
    return false;
  }

  /** Lets the calls end, and of streams what is being read at this moment; these then reject with the error. */
  async finish(error: () => unknown): Promise<void> {
    const streams = [...this.#streams].map((stream) => stream.retire(error()));
    if (this.calls.size > 0) await new Promise<void>((resolve) => this.#whenEnded.push(resolve));
    await Promise.all(streams);
  }
}
