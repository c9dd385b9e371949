import type { Context, SpanContext, Tracer } from '@opentelemetry/api';
import { currentHostCall } from '@pyloom/core-native';
import { contextOf } from '@pyloom/executor';
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
  /** Of spans within callSync, which are on their way. */
  readonly #held = new Map<number, Context>();
  #lastHeld = 0;

  constructor(api: Api) {
    this.#api = api;
    this.#tracer = api.trace.getTracer('@pyloom/client');
  }

  /** What is active where a call is made. */
  capture(): Context {
    return this.#api.context.active();
  }

  /** Within the context of the call that a host function serves. */
  inCallersContext(hostFunction: () => unknown): unknown {
    const context = contextOf(currentHostCall()?.caller) as Context | undefined;
    return context === undefined ? hostFunction() : this.#api.context.with(context, hostFunction);
  }

  /** Keeps what is active now for a span that will come; below zero, unlike the numbers of calls. */
  hold(): number {
    this.#held.set(--this.#lastHeld, this.capture());
    forgetOldest(this.#held);
    return this.#lastHeld;
  }

  /** What hold() has kept; undefined for the number of a call. */
  take(number: number | undefined): Context | undefined {
    if (number === undefined || number >= 0) return undefined;
    const context = this.#held.get(number);
    this.#held.delete(number);
    return context;
  }

  add(span: TraceSpan, context: Context | undefined): void {
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
    if (this.#waiting.size > most) this.#giveUp();
  }

  /** @param call what was active where the call was made that the span is of */
  #make(span: TraceSpan, parent: Context | undefined, call = parent): void {
    const { context, SpanStatusCode } = this.#api;
    const made = this.#tracer.startSpan(
      span.name,
      { startTime: span.start, attributes: attributesOf(span.attributes) },
      parent ?? context.active(),
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

  /** Those whose parent never came are children of what was active at their call. */
  #giveUp(): void {
    for (const [parent, children] of this.#waiting) {
      this.#waiting.delete(parent);
      for (const { span, context } of children) this.#make(span, context);
      return;
    }
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
