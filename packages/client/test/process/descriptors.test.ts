// What Python writes and reads beside JavaScript, which makes the pipes that it uses non-blocking.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const program = join(import.meta.dirname, '../fixtures/run.mjs');

interface Settings {
  /** Beside 'pipe', which between two Nodes is a socket: what a shell puts there. */
  through?: (command: string) => string;
  env?: NodeJS.ProcessEnv;
  input?: string;
  /** Keeps stdin open, and is called with each piece of stdout. */
  onOutput?: (text: string, child: ChildProcess) => void;
  /** Nothing is read before this is seen on stderr. */
  readAfter?: string;
}

/** Runs a body in a process of its own. */
async function run(body: string, { through, env, input, onOutput, readAfter }: Settings = {}) {
  const file = through ? 'sh' : process.execPath;
  const args = through ? ['-c', through('"$0" "$1" "$2"'), process.execPath, program, body] : [program, body];
  const child = spawn(file, args, {
    env: { ...process.env, ...env },
    timeout: 90_000,
    killSignal: 'SIGKILL',
  });
  let [out, err] = ['', ''];
  const read = () =>
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      onOutput?.(text, child);
    });
  if (readAfter === undefined) read();
  let reading = readAfter === undefined;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
    if (!reading && err.includes(readAfter as string)) {
      reading = true;
      read();
    }
  });
  child.stdin.on('error', () => {});
  if (onOutput === undefined) child.stdin.end(input);
  const [code, signal] = await once(child, 'close');
  return { code, signal, out, err };
}

/** JavaScript has used stdout, and Python has filled it: whatever is printed next has to wait. */
const full = `
  const py = await client.createPython();
  console.log('first');
  await py.exec('import os, sys\\nos.set_blocking(1, False)\\nfilled = 0');
  for (const size of [1000, 1]) {
    await py.exec('try:\\n while True: filled += os.write(1, b"." * ' + size + ')\\nexcept BlockingIOError: pass');
  }
  console.error('FULL');
`;

describe.each([
  ['a socket', undefined],
  ['a pipe', (command: string) => `${command} | cat`],
])('print() to %s that JavaScript has used', (_, through) => {
  it.each([{}, { PYTHONUNBUFFERED: '1' }])('waits for the reader and loses nothing, with %j', async (env) => {
    const { code, out, err } = await run(
      `${full}
      await py.exec('for i in range(5000): print(i, "y" * 90)\\nprint("end", end="")');
      console.error(await py.eval('filled'));
      await py.close();`,
      { through, env, readAfter: 'FULL' },
    );
    expect({ code, err }).toMatchObject({ code: 0, err: expect.stringMatching(/^FULL\n\d+\n$/) });
    const dots = Number(err.split('\n')[1]);
    const lines = Array.from({ length: 5000 }, (_, i) => `${i} ${'y'.repeat(90)}\n`).join('');
    expect(out.length).toBe('first\n'.length + dots + lines.length + 'end'.length);
    expect(out.endsWith(`.${lines}end`)).toBe(true);
  });
});

it.each([{}, { PYTHONUNBUFFERED: '1' }])(
  'a print() of a line is one line whoever prints meanwhile, with %j',
  async (env) => {
    const { out, err } = await run(
      `const py = await client.createPython();
    await py.defineModule('printing', \`
import threading
class PrintsElsewhere:
    def __str__(self):
        thread = threading.Thread(target=print, args=('another', 'line'))
        thread.start()
        thread.join()
        return 'whole'
def work(): print('one', PrintsElsewhere(), 'line')
\`);
    await py.call('printing', 'work');
    await (await py.import('printing')).work();
    await py.exec('print("at once", end="")');
    await py.close();`,
      { env },
    );
    expect({ out, err }).toEqual({ out: `${'another line\none whole line\n'.repeat(2)}at once`, err: '' });
  },
);

it('what goes to the descriptor itself waits, too, once that blocks', async () => {
  const { code, out, err } = await run(
    `${full}
    await py.exec('os.set_blocking(1, True)');
    const write = await py.module('os');
    console.error(await write.write(1, Buffer.from('y'.repeat(200_000) + '\\n')));
    console.log('last');
    await py.close();`,
    { through: (command) => `${command} | cat`, readAfter: 'FULL' },
  );
  expect({ code, err }).toEqual({ code: 0, err: 'FULL\n200001\n' });
  expect(out.endsWith(`.${'y'.repeat(200_000)}\nlast\n`)).toBe(true);
});

it('a print() that waits for a reader has a time limit, and leaves other calls alone', async () => {
  // More than fits where Node, in this process, may take one piece that nobody has asked for.
  const { code, err } = await run(
    `${full}
    const printing = py.exec('print("unheard" * 100_000)', { timeout: 200 });
    console.error(await printing.catch((error) => error.code), await py.call('math', 'sqrt', [9]));
    process.exit(3);`,
    { readAfter: 'never' },
  );
  expect({ code, err }).toEqual({ code: 3, err: 'FULL\nERR_PYLOOM_TIMEOUT 3\n' });
});

it('a reader that leaves while print() waits is a BrokenPipeError', async () => {
  const child = spawn(
    process.execPath,
    [
      program,
      `${full}
    const printing = py.exec('print("unheard")');
    console.error(await printing.catch((error) => error.type));
    process.exit(0);`,
    ],
    { timeout: 90_000 },
  );
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
    if (text.includes('FULL')) child.stdout.destroy();
  });
  child.stdout.on('error', () => {});
  await once(child, 'close');
  expect(err).toBe('FULL\nBrokenPipeError\n');
});

it('input() and sys.stdin wait for what comes, though JavaScript has made stdin non-blocking', async () => {
  const { out, code } = await run(
    `const py = await client.createPython();
    process.stdin.pause();
    const fs = await import('node:fs');
    const [flags] = fs.readFileSync('/proc/self/fdinfo/0', 'utf8').match(/flags:.*/);
    console.log((parseInt(flags.slice(6), 8) & fs.constants.O_NONBLOCK) !== 0);
    await py.exec('import sys\\ndef read(): return [input(), input(), sys.stdin.read(3), sys.stdin.read(), sys.stdin.read()]');
    const reading = py.call('__main__', 'read');
    console.log('READY');
    console.log(JSON.stringify(await reading));`,
    {
      onOutput: (text, { stdin }) => {
        if (!text.includes('READY')) return;
        for (const piece of ['one\n', 'two', '\nthree\nfo']) stdin?.write(piece);
        stdin?.end('ur\n');
      },
    },
  );
  expect({ out, code }).toEqual({
    out: 'true\nREADY\n["one","two","thr","ee\\nfour\\n",""]\n',
    code: 0,
  });
});

it('input() that nothing comes for has a time limit', async () => {
  const { out } = await run(
    `const py = await client.createPython();
    console.log(await py.eval('input()', {}, { timeout: 100 }).catch((error) => error.code));
    console.log(await py.call('math', 'sqrt', [9]));
    process.exit();`,
    { onOutput: () => {} },
  );
  expect(out).toBe('ERR_PYLOOM_TIMEOUT\n3\n');
});

it("stdout: 'ignore' ignores whatever way a program writes", async () => {
  const code = [
    'import io, sys',
    "print('text')",
    "print('piece', end='')",
    "sys.stdout.buffer.write(b'bytes\\\\n')",
    "sys.stdout.buffer.raw.write(b'raw')",
    "sys.__stdout__.write('original')",
    "wrapper = io.TextIOWrapper(sys.stdout.buffer, encoding='utf-8')",
    "print('wrapped', file=wrapper, flush=True)",
    'wrapper.detach()',
  ];
  const {
    out,
    err,
    code: ended,
  } = await run(`
    const py = await client.createPython({ stdout: 'ignore' });
    await py.exec(${JSON.stringify(code.join('\n'))});
    await py.defineModule('ways', ${JSON.stringify(`${code.join('\n')}\ndef nothing(): pass`)});
    await py.call('ways', 'nothing');
    await py.close();
    console.log('end');
  `);
  expect({ out, err, code: ended }).toEqual({ out: 'end\n', err: '', code: 0 });
});

const speaking = {
  'subprocess.run': `subprocess.run(['sh', '-c', 'echo said; echo aside >&2'])`,
  'subprocess.run(close_fds=False)': `subprocess.run(['/bin/sh', '-c', 'echo said; echo aside >&2'], close_fds=False)`,
  'os.system': `os.system('echo said; echo aside >&2')`,
  'os.posix_spawn': `os.waitpid(os.posix_spawn('/bin/sh', ['sh', '-c', 'echo said; echo aside >&2'], os.environ), 0)`,
  'os.popen': `print(os.popen('echo aside >&2; echo said').read(), end='')`,
  asyncio: `asyncio.run(wait())`,
};

describe('a child of Python', () => {
  const body = (code: string, before = '') => `
    const py = await client.createPython();
    ${before}
    await py.defineModule('parent', ${JSON.stringify(`
import asyncio, os, subprocess, sys
async def wait():
    child = await asyncio.create_subprocess_exec('sh', '-c', 'echo said; echo aside >&2')
    await child.wait()
def start(): ${code}
`)});
    await py.call('parent', 'start');
    await py.exec(${JSON.stringify(`import parent\nparent.start()`)});
    await py.close();
  `;

  it.each(Object.entries(speaking))('writes where the process writes: %s', async (_, code) => {
    expect(await run(body(code))).toEqual({
      code: 0,
      signal: null,
      out: 'said\nsaid\n',
      err: 'aside\naside\n',
    });
  });

  it.each([
    ['a socket', undefined],
    ['a pipe', (command: string) => `${command} | cat`],
  ])('has a stdout that blocks, whatever JavaScript has made of it: %s', async (_, through) => {
    const printing = `subprocess.run([sys.executable, '-S', '-c', 'import os\\nfor i in range(3000): print("y" * 99)'])`;
    const { out, err, code } = await run(body(printing, `console.log('first'); console.error('FIRST');`), {
      through,
      readAfter: 'FIRST',
    });
    expect({ length: out.length, err, code }).toEqual({ length: 600_006, err: 'FIRST\n', code: 0 });
  });

  it('writes where it is told to, also when that is crosswise', async () => {
    const crosswise = `subprocess.run(['sh', '-c', 'echo said; echo aside >&2'], stdout=2, stderr=1)`;
    expect(await run(body(crosswise))).toMatchObject({
      out: 'aside\naside\n',
      err: 'said\nsaid\n',
      code: 0,
    });
    const together = `subprocess.run(['sh', '-c', 'echo said; echo aside >&2'], stderr=subprocess.STDOUT)`;
    expect(await run(body(together, `console.log('first');`))).toMatchObject({
      out: 'first\nsaid\naside\nsaid\naside\n',
      err: '',
      code: 0,
    });
  });

  it('reads what the process is given', async () => {
    const reading = await run(body(`subprocess.run(['cat'])`), { input: 'given' });
    expect(reading).toMatchObject({ out: 'given', err: '', code: 0 });
  });
});

it('a child of Python gets no descriptor of JavaScript', async () => {
  const { out } = await run(
    `const fs = await import('node:fs');
    fs.closeSync(0);
    const own = fs.openSync(process.execPath);
    const py = await client.createPython();
    await py.exec('import subprocess');
    const list = await py.eval("subprocess.run(['ls', '-l', '/proc/self/fd'], capture_output=True, text=True, close_fds=False).stdout");
    console.log(own, /(\\b0 -> .*)/.exec(list)?.[1], list.includes(process.execPath), list.includes('anon_inode'));`,
  );
  expect(out).toBe('0 0 -> /dev/null false false\n');
});
