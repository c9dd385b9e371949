import { guarded } from '@pyloom/common';
import type { Session } from '@pyloom/core-native';
import { loadOpenTelemetry, type OpenTelemetryBridge } from './opentelemetry';
import { TraceLog, type TraceSpan } from './trace-log';

/** The tracing of one client: whether it is on, and what has come. */
export class Tracing {
  /** The spans that have come so far. */
  readonly log = new TraceLog();
  readonly #session: Session;
  #loading: Promise<OpenTelemetryBridge | undefined> | undefined = undefined;
  #bridge: OpenTelemetryBridge | undefined = undefined;
  /** Grows with each call of enable() and disable(): the last one made is the one that counts. */
  #turn = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  async enable(handler: ((span: TraceSpan) => void) | undefined): Promise<void> {
    const turn = ++this.#turn;
    const told = handler === undefined ? undefined : guarded('span', handler);
    const bridge = await this.#load();
    if (turn !== this.#turn) return;
    this.#session.keepSyncContexts(bridge !== undefined);
    this.#session.setEventHandler('span', (span: TraceSpan & { call?: number }, context) => {
      delete span.call;
      this.log.add(span);
      told?.(span);
      bridge?.add(span, context);
    });
  }

  disable(): void {
    this.#turn++;
    this.#session.keepSyncContexts(false);
    this.#session.setEventHandler('span', null);
    this.flush();
  }

  /** No more spans will come: those that wait for their parents are made without. */
  flush(): void {
    this.#bridge?.flush();
  }

  /** Once, however often it is asked for meanwhile: spans of one trace must not be split between two bridges. */
  async #load(): Promise<OpenTelemetryBridge | undefined> {
    try {
      this.#loading ??= loadOpenTelemetry();
      this.#bridge = await this.#loading;
      return this.#bridge;
    } catch (error) {
      this.#loading = undefined;
      throw error;
    }
  }
}
