// While a lane asks the main interpreter about an extension module, whose package takes its time there.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from './process/run';
import { clientForFile, eventually, rejection } from './support/client';
import { buildExtensions } from './support/extension-modules';

const folder = mkdtempSync(join(tmpdir(), 'pyloom-asking-'));
process.env.PYLOOM_CACHE = join(folder, 'cache');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** In the main interpreter the package's body says that it runs, and waits until it may go on. */
const slow = `
import _pyloom_core, pyloom, time
if _pyloom_core.interpreter_id() == 0:
    pyloom.state_incr('asking')
    while not pyloom.state_get('go'):
        time.sleep(0.005)
`;
const user = (name: string) => `from ${name} import extension\ndef answer(): return extension.answer()\n`;
const packages = ['limited', 'aborted', 'by_two', 'left'];
const built = packages.every((name) => {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, '__init__.py'), slow);
  for (const each of ['one', 'other']) writeFileSync(join(folder, name, `${each}.py`), user(name));
  return buildExtensions(join(folder, name), { extension: 'SINGLE_PHASE' });
});

const py = await clientForFile({ sysPath: [folder], numSubinterpWorkers: 4 });

/** A call, which has come to where the main interpreter is asked. */
interface Asking {
  readonly outcome: Promise<unknown>;
}

async function asking(call: (attempt: number) => Promise<unknown>, attempt = 1): Promise<Asking> {
  py.state.clear();
  let ended = false;
  const outcome = call(attempt);
  const noteEnd = () => {
    ended = true;
  };
  outcome.then(noteEnd, noteEnd);
  const asked = () => Number(py.state.get('asking')) > 0;
  await eventually(() => ended || asked(), 'the main interpreter is asked');
  // A time limit may have passed before, on a machine with much else to do.
  return asked() ? { outcome } : asking(call, attempt + 1);
}

describe.runIf(built && py.executionMode === 'subinterp')('while the main interpreter is asked', () => {
  it('a time limit ends the call, and the next one has the answer', async () => {
    const { outcome } = await asking((n) => py.call('limited.one', 'answer', [], { timeout: 200 * n }));
    expect((await rejection(outcome)).code).toBe('ERR_PYLOOM_TIMEOUT');
    py.state.set('go', true);
    expect(await py.call('limited.one', 'answer')).toBe(42);
    expect(py.semaphore.current).toBe(0);
  });

  it('an abort ends the call, and the next one has the answer', async () => {
    const controller = new AbortController();
    const { outcome } = await asking(() =>
      py.call('aborted.one', 'answer', [], { signal: controller.signal }),
    );
    const reason = new Error('enough');
    controller.abort(reason);
    expect(await rejection(outcome)).toBe(reason);
    py.state.set('go', true);
    expect(await py.call('aborted.one', 'answer')).toBe(42);
    expect(py.semaphore.current).toBe(0);
  });

  it('another lane may ask as well, and both are answered', async () => {
    const { outcome } = await asking(() => py.call('by_two.one', 'answer'));
    const other = py.call('by_two.other', 'answer');
    expect(await py.call('math', 'sqrt', [16])).toBe(4); // lanes that ask nothing go on
    py.state.set('go', true);
    expect(await Promise.all([outcome, other])).toEqual([42, 42]);
    expect(py.stats().homeModules).toEqual(expect.arrayContaining(['by_two.one', 'by_two.other']));
  });

  it('the process leaves with the code that it wants', async () => {
    const { code, signal, err } = await run(`
      const py = await client.createPython({ sysPath: [${JSON.stringify(folder)}] });
      py.call('left.one', 'answer').catch(() => {});
      const timer = setInterval(() => Number(py.state.get('asking')) > 0 && process.exit(7), 5);
    `);
    expect({ code, signal, err }).toEqual({ code: 7, signal: null, err: '' });
  });
});
