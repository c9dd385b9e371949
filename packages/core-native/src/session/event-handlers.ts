import { AsyncResource } from 'node:async_hooks';
import { guarded } from '@pyloom/common';
import { binding } from '../core/binding';

/** What Python sends besides results: printed lines, log records, finished spans; and what becomes of its processes. */
export type EventKind = 'stdout' | 'stderr' | 'log' | 'span' | 'process';
const eventKinds: readonly EventKind[] = ['stdout', 'stderr', 'log', 'span', 'process'];

/** Takes what an event brings, and the asynchronous context of the call that it comes from, where that is known. */
export type EventHandler = (payload: never, context: AsyncResource | undefined) => void;

const inherit = 0;
const drop = 1;
const deliver = 2;

/** What a session does with the events that Python sends. */
export class EventHandlers {
  readonly #session: number;
  readonly #handlers: (EventHandler | undefined)[] = [];

  constructor(session: number) {
    this.#session = session;
  }

  set(kind: EventKind, handler: EventHandler | null | undefined): void {
    const number = eventKinds.indexOf(kind);
    const context = new AsyncResource('PYLOOM_HANDLER');
    const guard = handler ? guarded(kind, handler) : undefined;
    this.#handlers[number] =
      guard && ((payload, call) => context.runInAsyncScope(() => guard(payload, call)));
    binding.setEventMode(
      this.#session,
      number,
      handler === undefined ? inherit : handler === null ? drop : deliver,
    );
  }

  /** `kind` as the core counts. */
  deliver(kind: number, payload: unknown, context: AsyncResource | undefined): void {
    this.#handlers[kind]?.(payload as never, context);
  }
}
