import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { beforeEach, describe, expect, it } from 'vitest';
import { createPython } from '../src/index';
import { clientForFile, eventually } from './support/client';

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

def bare(n):
    with Span("bare"):
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
/** Those of a synchronous call arrive with a later turn of the event loop. */
const spansOf = (name: string, count: number) =>
  eventually(
    () => exporter.getFinishedSpans().filter((span) => span.name === name).length === count,
    `${count} spans '${name}'`,
  );
/** request > asks, request > own > bare. */
function expectNesting() {
  expect(parentOf(named('asks'))).toBe(named('request').spanContext().spanId);
  expect(parentOf(named('own'))).toBe(named('request').spanContext().spanId);
  expect(parentOf(named('bare'))).toBe(named('own').spanContext().spanId);
}
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

  it('are children of it in synchronous calls, of every kind', async () => {
    const outer = py.func('traced', 'outer');
    const calls: Record<string, () => unknown> = {
      callSync: () => py.callSync('traced', 'outer', [1]),
      sync: () => outer.sync(2),
      evalSync: () => py.evalSync("__import__('traced').outer(3)"),
      execSync: () => py.execSync("__import__('traced').outer(4)"),
    };
    for (const [name, call] of Object.entries(calls)) {
      tracer.startActiveSpan(name, (span) => {
        call();
        span.end();
      });
    }
    await spansOf('outer', 4);
    const outers = exporter.getFinishedSpans().filter(({ name }) => name === 'outer');
    expect(outers.map(parentOf)).toEqual(Object.keys(calls).map((name) => named(name).spanContext().spanId));
    const inner = exporter.getFinishedSpans().filter(({ name }) => name === 'inner');
    expect(inner.map(parentOf)).toEqual(outers.map((span) => span.spanContext().spanId));
    expect(py.getTraces().every((span) => !('call' in span))).toBe(true);
  });

  it("are children of a host function's own span, in calls that it makes", async () => {
    const own = <T>(work: () => T) =>
      tracer.startActiveSpan('own', (span) => {
        const value = work();
        span.end();
        return value;
      });
    py.registerFunction('answer', () => own(() => py.callSync('traced', 'bare', [42])));
    tracer.startActiveSpan('request', (request) => {
      expect(py.callSync('traced', 'asks')).toBe(42);
      request.end();
    });
    await spansOf('bare', 1);
    expectNesting();

    exporter.reset();
    py.registerFunction('answer', () => own(() => py.call('traced', 'bare', [42])));
    await tracer.startActiveSpan('request', async (request) => {
      expect(await py.call('traced', 'asks')).toBe(42);
      request.end();
    });
    expectNesting();
    py.unregisterFunction('answer');
  });

  it('arrive once when tracing is enabled twice at once, at the handler that came last', async () => {
    const heard: string[] = [];
    await Promise.all([
      py.enableTracing(() => heard.push('first')),
      py.enableTracing(() => heard.push('second')),
    ]);
    await tracer.startActiveSpan('request', async (request) => {
      await py.call('traced', 'outer', [1]);
      request.end();
    });
    expect(heard).toEqual(['second', 'second', 'second']);
    expect(exporter.getFinishedSpans()).toHaveLength(4);
    await py.enableTracing();
  });

  it('do not come when tracing is disabled while it is being enabled', async () => {
    await Promise.all([py.enableTracing(), py.disableTracing()]);
    await py.call('traced', 'inner', [1]);
    expect(py.getTraces()).toEqual([]);
    await Promise.all([py.disableTracing(), py.enableTracing()]);
    await py.call('traced', 'inner', [1]);
    expect(py.getTraces()).not.toEqual([]);
  });

  it('that wait for a parent are made at the end, too', async () => {
    await using other = await createPython();
    await other.enableTracing();
    await other.exec(`
from pyloom import Span
from pyloom._tracing import _current
Span("never left").__enter__()
with Span("orphan"):
    pass
_current.set(None)
`);
    expect(named('orphan')).toBeUndefined();
    await other.close();
    expect(named('orphan')).toBeDefined();
  });

  it('end with disableTracing', async () => {
    await py.disableTracing();
    await py.call('traced', 'inner', [1]);
    py.callSync('traced', 'inner', [1]);
    await py.call('traced', 'inner', [1]);
    expect(exporter.getFinishedSpans()).toEqual([]);
    await py.enableTracing();
  });
});
