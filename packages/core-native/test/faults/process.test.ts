// docs/reliability.md: what ends Python's process ends Node's, since it is the same.
import { describe, expect, it } from 'vitest';
import { pools } from '../support/python';
import { runModule } from '../support/run-child';

describe.each(pools)('in the pool %s', (pool) => {
  it.each([
    ['os._exit ends the process with its code', 'import os; os._exit(7)', { code: 7, signal: null }],
    ['os.abort ends it by SIGABRT', 'import os; os.abort()', { code: null, signal: 'SIGABRT' }],
    [
      'a wrong access of C code ends it by SIGSEGV',
      'import ctypes; ctypes.string_at(0)',
      { code: null, signal: 'SIGSEGV' },
    ],
  ])('%s', async (_what, source, end) => {
    // No Python of 3.12 has ctypes in sub-interpreters; the glue sends such code home.
    const { code, signal, stdout } = await runModule(`
      const py = await open();
      process.on('exit', () => console.log('the exit event'));
      await py.exec('${source.includes('ctypes') ? 'home' : pool}', ${JSON.stringify(source)});
      console.log('still there');
    `);
    expect({ code, signal, stdout }).toEqual({ ...end, stdout: '' });
  });

  it('sys.exit and SystemExit are errors of the call alone', async () => {
    const { code, stdout } = await runModule(`
      const py = await open();
      await py.exec('${pool}', 'import sys; sys.exit(7)').catch(({ type }) => console.log(type));
      console.log(await py.call('${pool}', 'math', 'sqrt', [9]));
    `);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'SystemExit\n3\n' });
  });

  it('a fork in Python leaves this process as it is', async () => {
    // Sub-interpreters refuse to fork; so does anybody who knows that threads are running.
    if (pool !== 'home') return;
    const { code, stdout } = await runModule(`
      const py = await open();
      await py.exec('home', \`
import os, warnings
warnings.simplefilter('ignore')
child = os.fork()
if child == 0:
    os._exit(3)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3
\`);
      console.log(await py.call('home', 'math', 'sqrt', [9]));
    `);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '3\n' });
  });
});
