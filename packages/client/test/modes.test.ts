import { describe, expect, it } from 'vitest';
import { type ExecutionMode, ModeUnavailableError } from '../src/index';
import { clientsForTests, rejection } from './support/client';

const open = clientsForTests();
const all: ExecutionMode[] = ['free_threaded', 'subinterp', 'multi_executor'];

/** What the Python at hand can do, by its own account. */
async function facts() {
  const py = await open();
  const [major, minor, micro] = await py.eval<[number, number, number]>(
    'list(__import__("sys").version_info[:3])',
  );
  const free = await py.eval<boolean>('not getattr(__import__("sys"), "_is_gil_enabled", lambda: True)()');
  const safe = [major, minor, micro].join('.').localeCompare('3.12.4', undefined, { numeric: true }) >= 0;
  return { py, free, subinterp: safe, version: [major, minor, micro].join('.') };
}

describe('the mode', () => {
  it('is the best that this Python has, with the reason in words', async () => {
    const { py, free, subinterp, version } = await facts();
    expect(py.executionMode).toBe(free ? 'free_threaded' : subinterp ? 'subinterp' : 'multi_executor');
    expect(py.executionModeReason).toContain(version);
    expect(py.executionModeReason).not.toContain('\n');
    expect(py.subinterpSupported).toBe(subinterp);
    expect(py.version).toBe(version);
    expect(py.executable).toBeTruthy();
  });

  it('can be asked for, if it can be had', async () => {
    const { free, subinterp } = await facts();
    const available = all.filter((mode) =>
      mode === 'free_threaded' ? free : mode === 'subinterp' ? subinterp : true,
    );
    for (const mode of all) {
      if (available.includes(mode)) {
        const py = await open({ mode });
        expect(py.executionMode).toBe(mode);
        expect(await py.call('math', 'sqrt', [16])).toBe(4);
      } else {
        const error = await rejection(open({ mode }));
        expect(error).toBeInstanceOf(ModeUnavailableError);
        expect(error).toMatchObject({ code: 'ERR_PYLOOM_MODE_UNAVAILABLE', mode, available });
      }
    }
  });

  it.runIf(process.platform === 'linux')('ray needs Ray, and is refused with how to get it', async () => {
    const { free, subinterp } = await facts();
    const error = await rejection(open({ mode: 'ray' }));
    expect(error).toBeInstanceOf(ModeUnavailableError);
    const threads = all.filter((mode) =>
      mode === 'free_threaded' ? free : mode !== 'subinterp' || subinterp,
    );
    expect(error).toMatchObject({ mode: 'ray', available: [...threads, 'process'] });
    expect(error.message).toContain('-m pip install ray');
  });

  it('says how many calls run at once', async () => {
    const options = { numExecutors: 3, numWorkers: 5, numSubinterpWorkers: 2, numProcesses: 6 };
    const py = await open(options);
    const sizes = { multi_executor: 3, free_threaded: 5, subinterp: 2, process: 6, ray: 0 };
    expect(py.numExecutors).toBe(sizes[py.executionMode]);
    expect(py.stats()).toMatchObject({ mode: py.executionMode, executors: py.numExecutors });
    expect((await open({ workers: 3 })).numExecutors).toBe(3);
    expect((await open({ ...options, workers: 1 })).numExecutors).toBe(sizes[py.executionMode]);
  });
});
