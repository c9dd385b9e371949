import { afterAll, afterEach } from 'vitest';
import { createPython, type Python, type PythonOptions } from '../../src/index';
import { expectNothingHeldAtTheEnd, lookAtTheEndWith } from './nothing-held';

export { rejection } from '../../../../testing/rejection.ts';

expectNothingHeldAtTheEnd();

/** Whether calls run in processes. */
export const inProcesses = process.env.PYLOOM_TEST_MODE === 'process';

/** The mode of this run, where it is no matter of the Python alone. What outlasts its time limit in one test stays alive for the next. */
export const modeOfRun: PythonOptions = inProcesses
  ? { mode: 'process', numProcesses: 4, process: { killAfter: 60_000 } }
  : {};

/** A client for a whole file of tests. */
export async function clientForFile(options: PythonOptions = {}): Promise<Python> {
  if (options.python) lookAtTheEndWith(options.python);
  const py = await createPython({ ...modeOfRun, ...options });
  afterAll(() => py.close());
  return py;
}

/** Clients that live for one test each. */
export function clientsForTests(): (options?: PythonOptions) => Promise<Python> {
  const open: Python[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((py) => py.close({ timeout: 100 })));
  });
  return async (options) => {
    const py = await createPython({ ...modeOfRun, ...options });
    open.push(py);
    return py;
  };
}

/** Lets everything that is settled be seen. */
export const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Waits for something that Python does at its own pace: on a loaded machine half a minute. */
export async function eventually(check: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + 50_000;
  while (!(await check())) {
    if (performance.now() > end) throw new Error(`not within 50 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Functions for tests, importable in every interpreter. */
export const helpers = `
import asyncio, time, threading

def echo(*args, **kwargs):
    return [list(args), kwargs] if kwargs else (args[0] if len(args) == 1 else list(args))

def busy(seconds):
    """Burns CPU."""
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        pass

def stubborn(seconds):
    """Swallows what it can."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            while time.monotonic() < end:
                pass
        except Exception:
            pass

def fail(text='no'):
    raise ValueError(text)

async def later(value, seconds=0.001):
    await asyncio.sleep(seconds)
    return value

def awaitable(value):
    return later(value)

def count(n):
    yield from range(n)

def thread_name():
    return threading.current_thread().name

def ident():
    return threading.get_ident()
`;
