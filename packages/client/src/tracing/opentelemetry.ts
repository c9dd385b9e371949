import type { AsyncResource } from 'node:async_hooks';
import type { Context, SpanContext, Tracer } from '@opentelemetry/api';
import type { TraceSpan } from './trace-log';

type Api = typeof import('@opentelemetry/api');

/** More are not kept, of spans that wait for their parent, and of parents that are remembered. */
const most = 10_000;

/** A span whose parent has not ended yet, and the context of its call. */
interface Waiting {
  readonly span: TraceSpan;
  readonly context: Context | undefined;
}

/** A span that has been made. */
interface Ended {
  readonly span: SpanContext;
  /** The id of JavaScript's span that was active where its call was made; '' if there was none, undefined if that is not known. */
  readonly active: string | undefined;
}

/** Loads `@opentelemetry/api`; undefined where it is not installed. */
export async function loadOpenTelemetry(): Promise<OpenTelemetryBridge | undefined> {
  try {
    return new OpenTelemetryBridge(await import('@opentelemetry/api'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    return undefined;
  }
}

/**
 * Makes Python's spans OpenTelemetry's. They arrive when they end, children before their parents, and OpenTelemetry wants parents
 * first: a child waits for its parent, and is made with the times that it had.
 */
export class OpenTelemetryBridge {
  readonly #api: Api;
  readonly #tracer: Tracer;
  /** By the id of the parent that they wait for, the oldest first. */
  readonly #waiting = new Map<string, Waiting[]>();
  /** Of spans that have ended: what they start may go on. */
  readonly #ended = new Map<string, Ended>();

  constructor(api: Api) {
    this.#api = api;
    this.#tracer = api.trace.getTracer('@pyloom/client');
  }

  /** @param call the asynchronous context of the call that the span is of, where that is known */
  add(span: TraceSpan, call: AsyncResource | undefined): void {
    const context = call?.runInAsyncScope(() => this.#api.context.active());
    const { parentId } = span;
    const parent = parentId === undefined ? undefined : this.#ended.get(parentId);
    if (parent !== undefined) this.#makeWithin(parent, { span, context });
    else if (parentId === undefined) this.#make(span, context);
    else this.#wait(parentId, { span, context });
  }

  #wait(parentId: string, child: Waiting): void {
    const siblings = this.#waiting.get(parentId);
    if (siblings !== undefined) siblings.push(child);
    else this.#waiting.set(parentId, [child]);
    if (this.#waiting.size > most) this.#giveUpOldest();
  }

  /** @param call what was active where the call was made that the span is of */
  #make(span: TraceSpan, parent: Context | undefined, call = parent): void {
    const { ROOT_CONTEXT, SpanStatusCode } = this.#api;
    const made = this.#tracer.startSpan(
      span.name,
      { startTime: span.start, attributes: attributesOf(span.attributes) },
      parent ?? ROOT_CONTEXT,
    );
    for (const event of span.events) made.addEvent(event.name, attributesOf(event.attributes), event.time);
    if (span.status === 'error') {
      const [name = 'Error', ...message] = (span.error ?? '').split(': ');
      made.recordException({ name, message: message.join(': ') }, span.start + span.duration);
      made.setStatus({ code: SpanStatusCode.ERROR, ...(span.error && { message: span.error }) });
    }
    made.end(span.start + span.duration);
    const ended = { span: made.spanContext(), active: this.#activeIn(call) };
    this.#ended.set(span.id, ended);
    forgetOldest(this.#ended);
    const children = this.#waiting.get(span.id);
    if (children === undefined) return;
    this.#waiting.delete(span.id);
    for (const child of children) this.#makeWithin(ended, child);
  }

  /** Within a host function's own span, where the child's call was made in one and its parent is what called that function. */
  #makeWithin(parent: Ended, { span, context }: Waiting): void {
    const { trace, ROOT_CONTEXT } = this.#api;
    const active = this.#activeIn(context);
    const isInner = active && parent.active !== undefined && active !== parent.active;
    this.#make(span, isInner ? context : trace.setSpanContext(ROOT_CONTEXT, parent.span), context);
  }

  #activeIn(call: Context | undefined): string | undefined {
    return call && (this.#api.trace.getSpan(call)?.spanContext().spanId ?? '');
  }

  /** No parent will come any more. */
  flush(): void {
    while (this.#waiting.size > 0) this.#giveUpOldest();
  }

  /** Those whose parent never came are children of what was active at their call. */
  #giveUpOldest(): void {
    const [oldest] = this.#waiting;
    if (oldest === undefined) return;
    const [parent, children] = oldest;
    this.#waiting.delete(parent);
    for (const { span, context } of children) this.#make(span, context);
  }
}

function forgetOldest(map: Map<unknown, unknown>): void {
  if (map.size <= most) return;
  const [oldest] = map.keys();
  map.delete(oldest);
}

/** OpenTelemetry takes texts, numbers and booleans, and arrays of one of them. */
function attributesOf(values: Record<string, unknown>): Record<string, string | number | boolean> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, attributeOf(value)]));
}

function attributeOf(value: unknown): string | number | boolean {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}
