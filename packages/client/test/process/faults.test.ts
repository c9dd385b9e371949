import { describe, expect, it } from 'vitest';
import { run } from './run';

/** Reads beyond its memory, which V8 learns of by SIGSEGV. */
const trap = `
  const code = Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0, 1, 6, 1, 96, 1, 127, 1, 127, 3, 2, 1, 0, 5, 3, 1, 0, 1, 7, 5, 1, 1, 102,
    0, 0, 10, 9, 1, 7, 0, 32, 0, 40, 2, 0, 11]);
  const { f: outside } = new WebAssembly.Instance(new WebAssembly.Module(code)).exports;
  const trapped = () => { try { outside(0x7fffffff); } catch (error) { return error.constructor.name; } };
`;

const ways: [string, { code?: string; env?: Record<string, string> }][] = [
  ['faulthandler.enable()', { code: 'faulthandler.enable()' }],
  ['faulthandler, again', { code: 'faulthandler.enable(); faulthandler.disable(); faulthandler.enable()' }],
  ['PYTHONFAULTHANDLER', { env: { PYTHONFAULTHANDLER: '1' } }],
  ['PYTHONDEVMODE', { env: { PYTHONDEVMODE: '1' } }],
];

describe.each(ways)('with %s', (_way, { code = 'pass', env = {} }) => {
  const start = `
    const py = await client.createPython();
    await py.exec('import faulthandler\\n${code}');
  `;

  it('WebAssembly still gets its traps, however many', async () => {
    const ended = await run(
      `${trap} ${start} console.log(trapped(), trapped(), await py.eval('faulthandler.is_enabled()'));`,
      { env },
    );
    expect(ended).toMatchObject({ code: 0, signal: null, out: 'RuntimeError RuntimeError true\n' });
    expect(ended.err).not.toContain('Fatal Python error');
  });

  it('a crash is told with the Python code that was running', async () => {
    const ended = await run(
      `${trap} ${start} trapped(); await py.exec('def crashing(): faulthandler._sigsegv()\\ncrashing()');`,
      { env },
    );
    expect(ended.signal).toBe('SIGSEGV');
    expect(ended.err).toMatch(/Fatal Python error: Segmentation fault.*in crashing/s);
  });
});

it('dumps tracebacks on demand and after a while', async () => {
  const ended = await run(`
    const py = await client.createPython();
    await py.exec(\`
import faulthandler, os, tempfile, time
file = tempfile.TemporaryFile('w+')
def dumping():
    faulthandler.dump_traceback(file)
    while dumps() < 2:
        faulthandler.dump_traceback_later(0.05, file=file)
        time.sleep(0.5)  # a thread that runs changes its frames while they are read
def dumps():  # the file's own position is where a dump goes on
    return os.pread(file.fileno(), 100_000, 0).decode().count('in dumping')
dumping()
faulthandler.cancel_dump_traceback_later()
    \`);
    console.log(await py.eval('dumps() > 1'));
  `);
  expect(ended).toMatchObject({ code: 0, out: 'true\n', err: '' });
});
