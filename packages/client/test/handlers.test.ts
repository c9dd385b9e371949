import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ensureVenv, type VenvProgress } from '../src/index';
import { clientForFile, eventually, rejection, turn } from './support/client';

/** What the handlers of the client do at the moment. */
let handle: (text: string) => unknown = () => {};
const handler = () => handle('broken') as undefined;

const py = await clientForFile({ stdout: handler, stderr: handler });
await py.configureLogging({ handler });
await py.enableTracing(handler);

const warnings: (Error & { code?: string })[] = [];
const unhandled: unknown[] = [];
const onWarning = (warning: Error) => {
  if (warning.name === 'PyloomWarning') warnings.push(warning);
};
const onUnhandled = (error: unknown) => unhandled.push(error);
beforeAll(() => {
  process.on('warning', onWarning);
  process.on('unhandledRejection', onUnhandled);
  process.on('uncaughtExceptionMonitor', onUnhandled);
});
afterAll(() => {
  process.off('warning', onWarning);
  process.off('unhandledRejection', onUnhandled);
  process.off('uncaughtExceptionMonitor', onUnhandled);
});
beforeEach(() => warnings.splice(0));

const kinds: [kind: string, cause: () => unknown][] = [
  ['stdout', () => py.exec('print("x")')],
  ['stderr', () => py.exec('import sys\nprint("x", file=sys.stderr)')],
  ['log', () => py.exec('import logging\nlogging.warning("x")')],
  ['span', () => py.exec('from pyloom import Span\nwith Span("x"): pass')],
];

/** What await takes for a promise, such as the query builder of a database. */
const thenable = (get: () => unknown) => Object.defineProperty({}, 'then', { get });

const failures: [how: string, fail: (text: string) => unknown, reported: string][] = [
  [
    'throws',
    (text) => {
      throw new Error(text);
    },
    'Error: broken',
  ],
  ['rejects', (text) => Promise.reject(new TypeError(text)), 'TypeError: broken'],
  ['rejects with what is no error', (text) => Promise.reject(text), "'broken'"],
  [
    'throws what throws when it is looked at',
    () => {
      throw new Proxy({}, { get: () => expect.fail('looked at') });
    },
    '{}',
  ],
  [
    'returns a thenable that rejects',
    (text) => thenable(() => (_resolve: unknown, reject: (reason: string) => void) => reject(text)),
    "'broken'",
  ],
  [
    'returns a thenable that throws',
    (text) =>
      thenable(() => {
        throw new RangeError(text);
      }),
    'RangeError: broken',
  ],
];

describe.each(kinds)("the handler '%s'", (kind, cause) => {
  it.each(failures)('that %s is reported as a warning', async (_how, fail, reported) => {
    handle = fail;
    try {
      await cause();
      await eventually(() => warnings.length > 0, 'the warning has come');
    } finally {
      handle = () => {};
    }
    expect(warnings[0]).toMatchObject({ code: 'PYLOOM_HANDLER_THREW' });
    expect(warnings[0]?.message).toContain(`The ${kind} handler threw: `);
    expect(warnings[0]?.message).toContain(reported);
    // Rejections that nobody handles are told of once the microtasks are done.
    await turn();
    expect(unhandled).toEqual([]);
    expect(await py.eval('1')).toBe(1);
  });
});

it("the handler 'onProgress' stops nothing, however it fails", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pyloom-handlers-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  // An installer that fails needs no network.
  const requirements = ['leaf @ file:///no/such/leaf-1.0-py3-none-any.whl'];
  const onProgress = ({ type }: VenvProgress) => {
    if (type === 'create') throw new Error(type);
    return Promise.reject(new Error(type)) as never;
  };
  const wanted = {
    path: join(folder, 'venv'),
    python: py.executable,
    installer: 'pip',
    requirements,
  } as const;
  const error = await rejection(ensureVenv({ ...wanted, onProgress }));
  expect(error).toMatchObject({ code: 'ERR_PYLOOM_VENV', message: expect.stringContaining('leaf') });
  for (const type of ['create', 'install', 'output']) {
    const told = `The onProgress handler threw: Error: ${type}`;
    await eventually(
      () => warnings.some(({ message }) => message.startsWith(told)),
      `the warning of ${type}`,
    );
  }
  expect(unhandled).toEqual([]);
});
