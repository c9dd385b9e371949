import { Writable } from 'node:stream';
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import type { LogRecord } from '../src/index';
import { clientForFile, eventually } from './support/client';

const py = await clientForFile();
await py.defineModule(
  'bakery',
  `
import logging, threading
log = logging.getLogger("bakery")
def bake(n):
    log.debug("kneading")
    log.info("%d loaves", n)
    try:
        1 / 0
    except ZeroDivisionError:
        log.exception("burnt")
def threads(count, each):
    def work(number):
        for i in range(each):
            log.info("%d %d", number, i)
    running = [threading.Thread(target=work, args=(n,)) for n in range(count)]
    for thread in running: thread.start()
    for thread in running: thread.join()
`,
);

const levels: Record<string, pino.Level> = {
  DEBUG: 'debug',
  INFO: 'info',
  WARNING: 'warn',
  ERROR: 'error',
  CRITICAL: 'fatal',
};

describe('logging', () => {
  it("fits pino: a record's fields are one object", async () => {
    const lines: Record<string, unknown>[] = [];
    const destination = new Writable({
      write: (chunk, _encoding, done) => {
        lines.push(JSON.parse(String(chunk)));
        done();
      },
    });
    const logger = pino({ level: 'debug', base: null }, destination);
    await py.configureLogging({
      level: 'debug',
      handler: ({ level: _, levelName, message, ...fields }) =>
        logger[levels[levelName] ?? 'info'](fields, message),
    });
    await py.call('bakery', 'bake', [3]);
    await eventually(() => lines.length === 3, 'all records have come');
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
      [20, 'kneading'],
      [30, '3 loaves'],
      [50, 'burnt'],
    ]);
    expect(lines[1]).toMatchObject({
      logger: 'bakery',
      module: 'bakery',
      function: 'bake',
      thread: expect.any(String),
    });
    expect(lines[2]?.exception).toMatch(/ZeroDivisionError: division by zero$/);
    expect(Math.abs(Date.now() - Number(lines[1]?.time))).toBeLessThan(60_000);
  });

  it('keeps the order of each thread', async () => {
    const records: LogRecord[] = [];
    await py.configureLogging({ level: 'info', handler: (record) => records.push(record) });
    await py.call('bakery', 'threads', [4, 200]);
    await eventually(() => records.length === 800, 'all records have come');
    for (let thread = 0; thread < 4; thread++) {
      const own = records
        .map(({ message }) => message.split(' ').map(Number))
        .filter(([number]) => number === thread);
      expect(own.map(([, i]) => i)).toEqual(Array.from({ length: 200 }, (_, i) => i));
    }
  });

  it('leaves out what is below the level', async () => {
    const messages: string[] = [];
    await py.configureLogging({ level: 'error', handler: ({ message }) => messages.push(message) });
    await py.call('bakery', 'bake', [1]);
    await eventually(() => messages.length > 0, 'the record has come');
    expect(messages).toEqual(['burnt']);
  });
});
