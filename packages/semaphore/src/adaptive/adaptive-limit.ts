import { LimitController, type LimitControllerOptions, type LimitReason } from './limit-controller';
import { Window } from './window';

/** A limit that follows the load, and why it is where it is; see Semaphore.adaptation. */
export interface Adaptation {
  readonly limit: number;
  readonly min: number;
  readonly max: number;
  /**
   * 'growing' while more permits bring more, 'waits' while operations wait behind theirs, 'no gain' while more permits bring
   * nothing, 'steady' where it is right, 'idle' while nobody waits for a permit.
   */
  readonly reason: LimitReason;
}

/** Feeds a controller with what ends in this thread, and hands on each limit that it finds. */
export class AdaptiveLimit {
  readonly #options: LimitControllerOptions;
  readonly #controller: LimitController;
  readonly #window = new Window(performance.now());
  readonly #apply: (limit: number) => void;

  /** @param apply is called with each new limit */
  constructor(options: LimitControllerOptions, apply: (limit: number) => void) {
    this.#options = options;
    this.#controller = new LimitController(options);
    this.#apply = apply;
  }

  get adaptation(): Adaptation {
    const { min, max } = this.#options;
    return { limit: this.#controller.limit, min, max, reason: this.#controller.reason };
  }

  /** Somebody who did not want to wait got no permit: where nobody waits, that is how a limit shows that it limits. */
  refused(): void {
    this.#window.refused();
  }

  /** See Window.add(). */
  observe(service: number, wait: number | undefined, limited: boolean): void {
    const figures = this.#window.add(performance.now(), service, wait, limited);
    if (figures === undefined) return;
    const before = this.#controller.limit;
    this.#controller.update(figures);
    if (this.#controller.limit !== before) this.#apply(this.#controller.limit);
  }
}
