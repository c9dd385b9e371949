import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { beforeEach, describe, expect, it } from 'vitest';
import { clientForFile } from './support/client';

const exporter = new InMemorySpanExporter();
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
trace.setGlobalTracerProvider(
  new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
);
const tracer = trace.getTracer('test');

const py = await clientForFile();
await py.defineModule(
  'traced',
  `
from pyloom import Span, call, trace

@trace("inner")
def inner(n):
    with Span("innermost", n=n, parts=[1, 2]) as span:
        span.event("half", done=True)
        if n < 0: raise ValueError("negative")
        return n

def outer(n):
    with Span("outer"):
        return inner(n)

def asks():
    with Span("asks"):
        return call("answer")

async def later(n):
    async with Span("later"):
        return n
`,
);
await py.enableTracing();

beforeEach(() => {
  exporter.reset();
  py.clearTraces();
});

const named = (name: string) =>
  exporter.getFinishedSpans().find((span) => span.name === name) as ReadableSpan;
const parentOf = (span: ReadableSpan) => (span as { parentSpanId?: string }).parentSpanId;

describe("Python's spans in OpenTelemetry", () => {
  it('are children of the span that is active where the call is made', async () => {
    await tracer.startActiveSpan('request', async (request) => {
      await py.call('traced', 'outer', [1]);
      request.end();
    });
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual([
      'outer',
      'inner',
      'innermost',
      'request',
    ]);
    expect(parentOf(named('outer'))).toBe(named('request').spanContext().spanId);
    expect(parentOf(named('inner'))).toBe(named('outer').spanContext().spanId);
    expect(parentOf(named('innermost'))).toBe(named('inner').spanContext().spanId);
    expect(new Set(exporter.getFinishedSpans().map((span) => span.spanContext().traceId)).size).toBe(1);
    expect(named('innermost').attributes).toEqual({ n: 1, parts: '[1,2]' });
    expect(named('innermost').events).toMatchObject([{ name: 'half', attributes: { done: true } }]);
  });

  it('keep calls apart that run side by side, and coroutines', async () => {
    await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        tracer.startActiveSpan(`request ${i}`, async (request) => {
          await py.call('traced', i % 2 ? 'later' : 'inner', [i]);
          request.end();
        }),
      ),
    );
    for (let i = 0; i < 8; i++) {
      const request = named(`request ${i}`).spanContext();
      const children = exporter.getFinishedSpans().filter((span) => parentOf(span) === request.spanId);
      expect(children.map(({ name }) => name)).toEqual([i % 2 ? 'later' : 'inner']);
    }
  });

  it('tell errors', async () => {
    await expect(py.call('traced', 'inner', [-1])).rejects.toThrow('negative');
    expect(named('inner').status).toEqual({ code: SpanStatusCode.ERROR, message: 'ValueError: negative' });
    expect(named('inner').events.at(-1)).toMatchObject({
      name: 'exception',
      attributes: { 'exception.type': 'ValueError', 'exception.message': 'negative' },
    });
    expect(parentOf(named('inner'))).toBeUndefined();
  });

  it('belong to the trace of the call that a host function serves', async () => {
    py.registerFunction('answer', () => py.call('traced', 'later', [42]));
    await tracer.startActiveSpan('request', async (request) => {
      expect(await py.call('traced', 'asks')).toBe(42);
      request.end();
    });
    py.unregisterFunction('answer');
    expect(named('later').spanContext().traceId).toBe(named('request').spanContext().traceId);
  });

  it('end with disableTracing', async () => {
    await py.disableTracing();
    await py.call('traced', 'inner', [1]);
    expect(exporter.getFinishedSpans()).toEqual([]);
    await py.enableTracing();
  });
});
