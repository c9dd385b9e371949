import { describe, expect, it } from 'vitest';
import type { LogRecord, TraceSpan } from '../src/index';
import { clientsForTests, eventually, rejection } from './support/client';

const open = clientsForTests();

const everyWay = `
import contextlib, io, logging, sys
def write():
    print('text')
    sys.stdout.reconfigure(line_buffering=True)
    sys.stdout.buffer.write(b'bytes\\n')
    sys.stdout.write('text and ')
    sys.stdout.buffer.write(b'bytes\\n')
    sys.stdout.writelines(['li', 'nes\\n'])
    wrapper = io.TextIOWrapper(sys.stdout.buffer, encoding='utf-8', line_buffering=True)
    print('wrapped', file=wrapper)
    wrapper.detach()
    print('original', file=sys.__stdout__)
    print('to stderr', file=sys.stderr)
    handler = logging.StreamHandler()
    handler.emit(logging.makeLogRecord({'msg': 'logged'}))
    with contextlib.redirect_stdout(io.StringIO()) as text:
        print('redirected')
    return text.getvalue()
`;

describe('stdout and stderr', () => {
  it('go to functions line by line, in order', async () => {
    const out: string[] = [];
    const err: string[] = [];
    const py = await open({ stdout: (text) => out.push(text), stderr: (text) => err.push(text) });
    await py.exec('import sys\nfor i in range(100): print("line", i)\nprint("to stderr", file=sys.stderr)');
    expect(out.join('')).toBe(Array.from({ length: 100 }, (_, i) => `line ${i}\n`).join(''));
    expect(err.join('')).toBe('to stderr\n');
  });

  it('keep a piece without its newline until flush', async () => {
    const out: string[] = [];
    const py = await open({ stdout: (text) => out.push(text) });
    await py.exec('print("a", end="")');
    expect(out).toEqual([]);
    await py.exec('import sys\nprint("b", end="", flush=True)');
    await eventually(() => out.join('') !== '', 'the piece has come');
    expect(out.join('')).toContain('b');
  });

  it('come from every interpreter, each line whole', async () => {
    const out: string[] = [];
    const py = await open({ stdout: (text) => out.push(text) });
    await py.defineModule('printer', 'def work(n):\n    for i in range(50): print(n, "x" * 100)');
    await py.parallel(Array.from({ length: 8 }, (_, n) => ['printer', 'work', [n]] as const));
    const lines = out.join('').trimEnd().split('\n');
    expect(lines).toHaveLength(400);
    for (const line of lines) expect(line).toMatch(/^\d x{100}$/);
  });

  it('can be ignored', async () => {
    const py = await open({ stdout: 'ignore', stderr: 'ignore' });
    await py.exec('print("unheard")');
    expect(py.stats().completed).toBe(1);
  });

  it('arrive in order by whatever way a program writes', async () => {
    const out: string[] = [];
    const err: string[] = [];
    const py = await open({ stdout: (text) => out.push(text), stderr: (text) => err.push(text) });
    await py.defineModule('ways', everyWay);
    await py.exec(everyWay);
    for (const module of ['ways', '__main__']) {
      out.length = 0;
      err.length = 0;
      expect(await py.call(module, 'write')).toBe('redirected\n');
      expect(out.join('')).toBe('text\nbytes\ntext and bytes\nlines\nwrapped\noriginal\n');
      expect(err.join('')).toBe('to stderr\nlogged\n');
    }
  });

  it('are no terminals for a program while a handler listens', async () => {
    const py = await open({ stdout: () => {} });
    expect(await py.eval('__import__("sys").stdout.isatty()')).toBe(false);
    expect(await py.eval('isinstance(__import__("sys").stdout, __import__("io").TextIOWrapper)')).toBe(true);
    expect(await py.eval('__import__("sys").stdout is __import__("sys").__stdout__')).toBe(true);
  });

  it('of a thread go to the client whose call started it', async () => {
    const mine: string[] = [];
    const py = await open({ stdout: (text) => mine.push(text) });
    await py.exec(`
import threading
go = threading.Event()
def work():
    go.wait(10)
    print('from a thread')
    inner = threading.Thread(target=print, args=['from a thread of a thread'])
    inner.start()
    inner.join()
thread = threading.Thread(target=work)
thread.start()`);
    await open({ stdout: () => mine.push('not mine') });
    await py.exec('go.set(); thread.join()');
    await eventually(() => mine.length >= 2, 'both lines have come');
    expect(mine).toEqual(['from a thread\n', 'from a thread of a thread\n']);
  });

  it('of what preload prints arrive too', async () => {
    const out: string[] = [];
    await open({ stdout: (text) => out.push(text), preload: 'print("preloaded")' });
    expect(out.join('')).toContain('preloaded\n');
  });

  it('report a handler that throws as a warning', async () => {
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
    const py = await open({
      stdout() {
        throw new Error('broken handler');
      },
    });
    await py.exec('print("x")');
    expect((await warned).message).toContain('broken handler');
    expect(await py.eval('1')).toBe(1);
  });
});

describe('logging', () => {
  it('sends records to the handler, from any thread and interpreter', async () => {
    const records: LogRecord[] = [];
    const py = await open();
    await py.configureLogging({ level: 'info', handler: (record) => records.push(record) });
    await py.exec(`
import logging, threading
def work():
    logging.getLogger('shop').warning('sold %d', 3)
    logging.getLogger('shop').debug('unheard')
    thread = threading.Thread(target=lambda: logging.info('from a thread'), name='clerk')
    thread.start()
    thread.join()
`);
    await py.call('__main__', 'work');
    await eventually(() => records.length === 2, 'both records have come');
    expect(records[0]).toMatchObject({
      level: 30,
      levelName: 'WARNING',
      logger: 'shop',
      message: 'sold 3',
      function: 'work',
      line: expect.any(Number),
      module: expect.any(String),
    });
    expect(Math.abs((records[0] as LogRecord).time - Date.now())).toBeLessThan(60_000);
    expect(records[1]).toMatchObject({ thread: 'clerk', message: 'from a thread' });
    await py.defineModule('logs', 'import logging\ndef work(n): logging.error("from %s", n)');
    await py.parallel([1, 2, 3].map((n) => ['logs', 'work', [n]] as const));
    expect(
      records
        .slice(2)
        .map(({ message }) => message)
        .sort(),
    ).toEqual(['from 1', 'from 2', 'from 3']);
  });

  it('refuses wrong options', async () => {
    const py = await open();
    expect(await rejection(py.configureLogging({ level: true } as never))).toMatchObject({
      code: 'ERR_PYLOOM_INVALID_ARGUMENT',
    });
    expect(await rejection(py.configureLogging({ handler: 5 } as never))).toMatchObject({
      code: 'ERR_PYLOOM_INVALID_ARGUMENT',
    });
    expect(await rejection(py.configureLogging({ colour: 5 } as never))).toMatchObject({
      code: 'ERR_PYLOOM_INVALID_ARGUMENT',
    });
    expect(await rejection(py.configureLogging({ level: 'loud' }))).toMatchObject({ type: 'ValueError' });
  });
});

describe('tracing', () => {
  it('collects spans with their parents, in time', async () => {
    const seen: TraceSpan[] = [];
    const py = await open();
    await py.enableTracing((span) => seen.push(span));
    await py.exec(`
from pyloom import Span, trace
@trace()
def inner(): pass
@trace('named')
def outer():
    with Span('block', size=3) as span:
        span.event('step', n=1)
        span.set('done', True)
        inner()
def fails():
    with Span('failing'):
        raise ValueError('bad')
`);
    await py.call('__main__', 'outer');
    await rejection(py.call('__main__', 'fails'));
    const traces = py.getTraces();
    expect(traces).toEqual(seen);
    expect(traces.map(({ name }) => name)).toEqual(['inner', 'block', 'named', 'failing']);
    const [inner, block, named, failing] = traces as [TraceSpan, TraceSpan, TraceSpan, TraceSpan];
    expect([inner.parentId, block.parentId, named.parentId]).toEqual([block.id, named.id, undefined]);
    expect(block).toMatchObject({
      status: 'ok',
      attributes: { size: 3, done: true },
      events: [{ name: 'step', attributes: { n: 1 } }],
    });
    expect(failing).toMatchObject({ status: 'error', error: 'ValueError: bad' });
    py.clearTraces();
    expect(py.getTraces()).toEqual([]);
    await py.disableTracing();
    await py.call('__main__', 'outer');
    expect(py.getTraces()).toEqual([]);
  });
});
