// What a system that has nothing left refuses: threads and interpreters that cannot be made end the calls that need them, and
// no others; when there is something again, calls go on.
import { describe, expect, it } from 'vitest';
import { modes } from '../callbacks/support/clients';
import { run } from './run';

/** Lets the process have little, and as much as before. */
const scarcity = `
import resource

def _set(kind, soft):
    resource.setrlimit(kind, (soft, resource.getrlimit(kind)[1]))

def no_threads():
    """A lane's stack takes 256 MB of addresses."""
    with open('/proc/self/statm') as file:
        used = int(file.read().split()[0]) * resource.getpagesize()
    _set(resource.RLIMIT_AS, used + 160 * 2**20)

def no_descriptors():
    _set(resource.RLIMIT_NOFILE, 3)

def plenty():
    for kind in (resource.RLIMIT_AS, resource.RLIMIT_NOFILE):
        _set(kind, resource.getrlimit(kind)[1])

async def later(value):
    return value
`;

/** A program whose only lane so far is one of the main interpreter, by which it makes things scarce. */
async function program(mode: string, body: string, stderr: unknown = ''): Promise<unknown[]> {
  const { code, signal, out, err } = await run(`
    const sizes = { numExecutors: 2, numWorkers: 2, numSubinterpWorkers: 2, numAsyncWorkers: 1 };
    const py = await client.createPython({ ...sizes, mode: ${JSON.stringify(mode)} });
    const warnings = [];
    process.on('warning', ({ message }) => warnings.push(message));
    const say = (value) => console.log(JSON.stringify(value));
    const said = (promise) => promise.then((value) => value, (error) => error.message);
    await py.exec(${JSON.stringify(scarcity)});
    ${body}
    say([py.semaphore.current, await said(py.call('math', 'sqrt', [16]))]);
    await py.close();
  `);
  // But for Node's own copies of the warnings.
  const written = err.replace(/^\(.*\n/gm, '');
  expect({ code, signal, written }).toEqual({ code: 0, signal: null, written: stderr });
  return out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const noThread = expect.stringMatching(/The system refuses the thread|nor a thread for one/);

describe.runIf(process.platform === 'linux').each(modes)('in mode %s', (mode) => {
  it('a coroutine that no thread can be had for is refused, and the next one runs', async () => {
    const said = await program(
      mode,
      `
      await py.call('__main__', 'no_threads');
      say(await Promise.all([1, 2, 3].map((n) => said(py.call('__main__', 'later', [n])))));
      say(await said(py.eval('1 + 1')));
      await py.call('__main__', 'plenty');
      say(await said(py.call('__main__', 'later', [4])));
    `,
    );
    expect(said).toEqual([[noThread, noThread, noThread], 2, 4, [0, 4]]);
  });

  it('calls wait for the lanes that are there when no more can be had', async () => {
    const said = await program(
      mode,
      `
      await py.call('__main__', 'no_threads');
      say(await Promise.all([1, 2, 3, 4].map((n) => said(py.eval('n', { n })))));
      await py.call('__main__', 'plenty');
    `,
    );
    expect(said).toEqual([
      [1, 2, 3, 4],
      [0, 4],
    ]);
  });

  it.runIf(mode === 'subinterp')(
    'calls that no interpreter can be had for are refused, with a warning, and the next ones run',
    async () => {
      const said = await program(
        mode,
        `
        await py.call('__main__', 'no_descriptors');
        say(await Promise.all([1, 2, 3].map((n) => said(py.call('math', 'sqrt', [n])))));
        await py.call('__main__', 'plenty');
        say(warnings);
        say(await Promise.all([1, 4, 9].map((n) => said(py.call('math', 'sqrt', [n])))));
      `,
        // CPython's own words, as it looks for its library.
        expect.stringContaining('Too many open files'),
      );
      const refused = expect.stringContaining(
        'The interpreter that this call was to run in could not be made',
      );
      const warning = expect.stringMatching(/^a sub-interpreter could not be /);
      expect(said).toEqual([
        [refused, refused, refused],
        expect.arrayContaining([warning]),
        [1, 2, 3],
        [0, 4],
      ]);
    },
  );

  it.runIf(mode === 'subinterp')('a thread that a sub-interpreter cannot have is the same', async () => {
    const said = await program(
      mode,
      `
      await py.call('__main__', 'no_threads');
      say(await Promise.all([1, 2, 3].map((n) => said(py.call('math', 'sqrt', [n])))));
      say(await said(py.context()));
      await py.call('__main__', 'plenty');
      const context = await py.context();
      say(await context.eval('1 + 1'));
      await context.close();
    `,
    );
    expect(said).toEqual([[noThread, noThread, noThread], expect.any(String), 2, [0, 4]]);
  });
});
