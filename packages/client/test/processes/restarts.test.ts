import { closeSync, openSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ClosedError, createPython, PythonCrashedError } from '../../src/index';
import { clientsForTests, eventually, rejection } from '../support/client';
import { withinRestartWindow } from '../support/within-restart-window';

describe.runIf(process.platform === 'linux')('a process that may not be started again', () => {
  const open = clientsForTests();

  /** A client of two processes, of which the first has ended for good. */
  async function client() {
    const py = await open({ mode: 'process', numProcesses: 2, process: { maxRestarts: 1 } });
    // The first package of coroutines belongs to the first process.
    for (const name of ['here', 'there']) {
      await py.defineModule(`processes_${name}`, 'import os\nasync def pid():\n    return os.getpid()');
    }
    const pids = [await py.call<number>('processes_here', 'pid'), await py.call('processes_there', 'pid')];
    expect(await py.eval('__import__("os").getpid()')).toBe(pids[0]);
    const leave = '__import__("os")._exit(1)';
    for (let i = 0; i < 2; i++) expect(await rejection(py.exec(leave))).toBeInstanceOf(PythonCrashedError);
    return { py, other: pids[1] };
  }

  it('leaves the calls to others', () =>
    withinRestartWindow(async () => {
      const { py, other } = await client();
      const pids = await Promise.all(Array.from({ length: 20 }, () => py.call<number>('os', 'getpid')));
      expect(new Set(pids)).toEqual(new Set([other]));
      expect(await rejection(py.eval('1'))).toMatchObject({ name: 'PythonCrashedError', started: false });
    }));

  it('leaves its coroutines to others, and theirs alone', () =>
    withinRestartWindow(async () => {
      const { py, other } = await client();
      const pids = await Promise.all(['here', 'there'].map((name) => py.call(`processes_${name}`, 'pid')));
      expect(pids).toEqual([other, other]);
    }));

  it('leaves contexts to others', () =>
    withinRestartWindow(async () => {
      const { py, other } = await client();
      const contexts = await Promise.all([1, 2].map(() => py.context()));
      const pids = await Promise.all(contexts.map((context) => context.eval('__import__("os").getpid()')));
      expect(pids).toEqual([other, other]);
    }));

  it('ends all calls when it is the last', () =>
    withinRestartWindow(async () => {
      const { py } = await client();
      const leave = () => rejection(py.call('os', '_exit', [1]));
      for (let i = 0; i < 2; i++) expect(await leave()).toMatchObject({ started: true });
      const errors = await Promise.all(Array.from({ length: 20 }, leave));
      for (const error of errors) expect(error).toMatchObject({ name: 'PythonCrashedError', started: false });
      expect(await rejection(py.call('processes_here', 'pid'))).toBeInstanceOf(PythonCrashedError);
    }));
});

describe.runIf(process.platform === 'linux')('a process that the system refuses', () => {
  const open = clientsForTests();

  it('rejects the calls that wait for it, and is tried again later', async () => {
    const py = await open({ mode: 'process', numProcesses: 1 });
    await rejection(py.exec('__import__("os")._exit(1)'));
    await py.exec('pass');
    const taken: number[] = [];
    try {
      for (;;) taken.push(openSync('/dev/null', 'r'));
    } catch {
      // Until there are none.
    }
    try {
      expect(await rejection(py.exec('__import__("os")._exit(1)'))).toBeInstanceOf(PythonCrashedError);
      const refused = [py.exec('pass'), py.call('os', 'getpid'), py.context()].map(rejection);
      for (const error of await Promise.all(refused)) {
        expect(error).toBeInstanceOf(ClosedError);
        expect(error.message).toMatch(/cannot be started: .*(refuses|Too many open files)/);
      }
    } finally {
      for (const each of taken) closeSync(each);
    }
    await eventually(
      () =>
        py.eval('1').then(
          () => true,
          () => false,
        ),
      'it was started again',
    );
  });

  it('says which limit cannot be had', async () => {
    const limits = { nofile: 2 ** 40 };
    const error = await rejection(createPython({ mode: 'process', process: { rlimits: limits } }));
    expect(error.message).toContain("the limit 'nofile' of 1099511627776");
  });

  it('knows the limits of this system by their names', async () => {
    const rlimits: Record<string, number> = { noflie: 100 };
    expect(await rejection(createPython({ mode: 'process', process: { rlimits } }))).toMatchObject({
      code: 'ERR_PYLOOM_INVALID_ARGUMENT',
      message: expect.stringContaining('noflie'),
    });
  });
});
