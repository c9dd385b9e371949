/** A span of Python code: made with `pyloom.Span(name, **attributes)` or `@pyloom.trace()`. */
export interface TraceSpan {
  /** The first argument of Span, or the function's qualified name. */
  name: string;
  /** Unique in this process. */
  id: string;
  /** The span that it is within. */
  parentId?: string;
  /** Milliseconds since the epoch. */
  start: number;
  /** Milliseconds. */
  duration: number;
  /** `'error'` if an exception left it. */
  status: 'ok' | 'error';
  /** What Span was given and `span.set()` added. */
  attributes: Record<string, unknown>;
  /** What `span.event()` told, in order; `time` as `start`. */
  events: { name: string; time: number; attributes: Record<string, unknown> }[];
  /** The exception that ended it: `'ValueError: bad'`. */
  error?: string;
}

/** More than this are not kept: tracing is switched on and forgotten. The oldest go first. */
const most = 10_000;

/** The spans that have arrived. */
export class TraceLog {
  #spans: TraceSpan[] = [];

  get spans(): TraceSpan[] {
    return this.#spans.slice(-most);
  }

  add(span: TraceSpan): void {
    this.#spans.push(span);
    // Twice the bound, so that the cost of moving what stays is shared by many.
    if (this.#spans.length >= 2 * most) this.#spans = this.spans;
  }

  clear(): void {
    this.#spans = [];
  }
}
