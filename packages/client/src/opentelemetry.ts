import type { Context, Span, SpanContext, Tracer } from '@opentelemetry/api';
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
  readonly #ended = new Map<string, SpanContext>();

  constructor(api: Api) {
    this.#api = api;
    this.#tracer = api.trace.getTracer('@pyloom/client');
  }

  /** What is active where a call is made; in a host function the context of the call that it serves. */
  capture(): Context {
    const { context, trace } = this.#api;
    const active = context.active();
    if (trace.getSpan(active) !== undefined) return active;
    const inherited = contextOf(currentHostCall()?.caller) as Context | undefined;
    return inherited ?? active;
  }

  add(span: TraceSpan, context: Context | undefined): void {
    const { parentId } = span;
    const parent = parentId === undefined ? undefined : this.#ended.get(parentId);
    if (parent !== undefined) this.#make(span, this.#within(parent));
    else if (parentId === undefined) this.#make(span, context);
    else this.#wait(parentId, { span, context });
  }

  #wait(parentId: string, child: Waiting): void {
    const siblings = this.#waiting.get(parentId);
    if (siblings !== undefined) siblings.push(child);
    else this.#waiting.set(parentId, [child]);
    if (this.#waiting.size > most) this.#giveUp();
  }

  #make(span: TraceSpan, parent: Context | undefined): void {
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
    this.#remember(span.id, made);
    const children = this.#waiting.get(span.id);
    if (children === undefined) return;
    this.#waiting.delete(span.id);
    const within = this.#within(made.spanContext());
    for (const child of children) this.#make(child.span, within);
  }

  #within(parent: SpanContext): Context {
    const { trace, ROOT_CONTEXT } = this.#api;
    return trace.setSpanContext(ROOT_CONTEXT, parent);
  }

  #remember(id: string, span: Span): void {
    this.#ended.set(id, span.spanContext());
    if (this.#ended.size <= most) return;
    const [oldest] = this.#ended.keys();
    this.#ended.delete(oldest as string);
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
