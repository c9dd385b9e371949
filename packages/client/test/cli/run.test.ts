import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Ended, runCli } from '../support/run-cli';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pyloom-cli-')));
afterAll(() => rmSync(folder, { recursive: true }));

function script(name: string, source: string): string {
  const path = join(folder, name);
  writeFileSync(path, source);
  return path;
}

describe('pyloom run', () => {
  it('gives a script what python gives it', async () => {
    writeFileSync(join(folder, 'beside.py'), 'def f(): return "from beside"\n');
    const path = script(
      'program.py',
      `
import sys, beside
if __name__ == "__main__":
    print(sys.argv[0] == __file__, sys.argv[1:], sys.path[0])
    print(beside.f(), sys.modules["__main__"].__file__ == __file__, repr(input()), sys.stdin.read().split())
    import dataclasses, pickle
    @dataclasses.dataclass
    class Point:
        x: int
    print(pickle.loads(pickle.dumps(Point(1))))
    print("to stderr", file=sys.stderr)
    print("no newline", end="")
`,
    );
    expect(await runCli(['run', path, '-v', '--python', 'mine', 'ä'], { input: 'line\nmore words' })).toEqual(
      {
        code: 0,
        signal: null,
        stdout: `True ['-v', '--python', 'mine', 'ä'] ${folder}\nfrom beside True 'line' ['more', 'words']\nPoint(x=1)\nno newline`,
        stderr: 'to stderr\n',
      },
    );
  });

  it('shows tracebacks as python does', async () => {
    const path = script('fails.py', 'def f():\n    raise ValueError("no")\nf()\n');
    const { code, stderr } = await runCli(['run', path]);
    expect(code).toBe(1);
    const lines = stderr.split('\n').filter((line) => !/^\s*[~^]+$/.test(line));
    expect(lines).toEqual([
      'Traceback (most recent call last):',
      `  File "${path}", line 3, in <module>`,
      '    f()',
      `  File "${path}", line 2, in f`,
      '    raise ValueError("no")',
      'ValueError: no',
      '',
    ]);
  });

  it.each([
    ['sys.exit(3)', { code: 3, stderr: '' }],
    ['sys.exit()', { code: 0, stderr: '' }],
    ['sys.exit("sorry")', { code: 1, stderr: 'sorry\n' }],
    ['import atexit; atexit.register(print, "bye"); sys.exit(256 + 4)', { code: 4, stdout: 'bye\n' }],
    [
      'import threading; threading.Thread(target=lambda: print("thread")).start()',
      { code: 0, stdout: 'thread\n' },
    ],
    ['import asyncio\nasync def f(): return 7\nsys.exit(asyncio.run(f()))', { code: 7 }],
    ['x = ', { code: 1 }],
  ])('ends %j as python does', async (source, ended) => {
    expect(await runCli(['run', script('ends.py', `import sys\n${source}\n`)])).toMatchObject(ended);
  });

  it('runs code, whose input and children are those of the shell', async () => {
    const code = 'import subprocess, sys; print(sys.argv, input(), flush=True); subprocess.run(["cat"])';
    expect(await runCli(['run', '-c', code, 'a'], { input: 'line\n' })).toEqual({
      code: 0,
      signal: null,
      stdout: "['-c', 'a'] line\n",
      stderr: '',
    });
  });

  it('writes at once with -u, and as it ends else', async () => {
    const code = 'import os; print("piece", end=""); os._exit(5)';
    const env = { PYTHONUNBUFFERED: '' };
    expect(await runCli(['run', '-u', '-c', code], { env })).toMatchObject({ code: 5, stdout: 'piece' });
    expect(await runCli(['run', '-c', code], { env })).toMatchObject({ code: 5, stdout: '' });
  });

  it('lets a script fork, and its child end by itself', async () => {
    const code =
      'import os, sys; pid = os.fork(); status = pid and os.waitpid(pid, 0)[1]; print(status); sys.exit(0 if pid else 4)';
    expect(await runCli(['run', '-c', code])).toMatchObject({
      code: 0,
      stdout: '0\n1024\n',
    });
  });

  it('runs modules and folders', async () => {
    mkdirSync(join(folder, 'app'), { recursive: true });
    writeFileSync(
      join(folder, 'app/__main__.py'),
      'import sys; print("main of", __package__, sys.argv[1:])\n',
    );
    const { stdout, code } = await runCli(['run', '-m', 'app', 'x'], { cwd: folder });
    expect({ stdout, code }).toEqual({ stdout: "main of app ['x']\n", code: 0 });
    expect((await runCli(['run', 'app'], { cwd: folder })).stdout).toContain('main of');
  });

  it('says what is wrong with the command line', async () => {
    expect(await runCli(['run'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("'run' needs a script"),
    });
    expect(await runCli(['run', 'nowhere.py'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('nowhere.py'),
    });
    expect(await runCli(['walk'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("no command 'walk'"),
    });
    expect((await runCli(['--help'])).stdout).toContain('pyloom <command>');
  });

  const interruptible = (body: string) =>
    new Promise<Ended>((resolve) => {
      let told = false;
      const path = script(`loop-${Math.random()}.py`, body);
      const ended = runCli(['run', path], {
        onOutput: (_text, child) => {
          if (!told) child.kill('SIGINT');
          told = true;
        },
      });
      void ended.then(resolve);
    });

  it('raises KeyboardInterrupt at Ctrl-C, and ends by the signal when that is left alone', async () => {
    const ended = await interruptible(
      'try:\n    print("ready\\n", end="", flush=True)\n    while True: pass\nfinally: print("finally")\n',
    );
    expect(ended).toMatchObject({ code: null, signal: 'SIGINT', stdout: 'ready\nfinally\n' });
    expect(ended.stderr).toMatch(/^Traceback \(most recent call last\):\n[\s\S]*\nKeyboardInterrupt\n$/);
  });

  it('lets a script handle it', async () => {
    const ended = await interruptible(
      'try:\n    print("ready\\n", end="", flush=True)\n    while True: pass\nexcept KeyboardInterrupt: print("handled")\n',
    );
    expect(ended).toMatchObject({ code: 0, signal: null, stdout: 'ready\nhandled\n', stderr: '' });
  });

  const waiting = (line: number, wait: string) => `import sys, threading, time
waiting = threading.get_ident()
def tell():
    while sys._current_frames()[waiting].f_lineno != ${line}: time.sleep(0.001)
    print("ready\\n", end="", flush=True)
threading.Thread(target=tell).start()
${wait}
`;

  it('raises it in what waits in C code', async () => {
    const ended = await interruptible(waiting(7, 'time.sleep(60)'));
    expect(ended).toMatchObject({ code: null, signal: 'SIGINT', stdout: 'ready\n' });
    expect(ended.stderr).toMatch(/time\.sleep\(60\)\n[\s~^]*KeyboardInterrupt\n$/);
  });

  it('calls the handlers that a script has set, while it computes and while it waits', async () => {
    const handler = 'import signal; signal.signal(signal.SIGINT, lambda n, frame: sys.exit(f"got {n}"))\n';
    for (const wait of [
      'while True: pass',
      'time.sleep(60)',
      'lock = threading.Lock(); lock.acquire(); lock.acquire()',
      'signal.pause()',
    ]) {
      expect(await interruptible(waiting(8, handler + wait)), wait).toMatchObject({
        code: 1,
        signal: null,
        stdout: 'ready\n',
        stderr: 'got 2\n',
      });
    }
  });

  it('cancels what asyncio runs, and serves the handlers of its loop', async () => {
    const cancelled = await interruptible(`import asyncio
async def main():
    try:
        print("ready\\n", end="", flush=True)
        await asyncio.sleep(60)
    finally:
        print("finally")
asyncio.run(main())
`);
    expect(cancelled).toMatchObject({ code: null, signal: 'SIGINT', stdout: 'ready\nfinally\n' });
    const handled = await interruptible(`import asyncio, signal
async def main():
    asked = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, asked.set)
    print("ready\\n", end="", flush=True)
    await asked.wait()
    print("handled")
asyncio.run(main())
`);
    expect(handled).toMatchObject({ code: 0, signal: null, stdout: 'ready\nhandled\n', stderr: '' });
  });

  it("runs a script on Python's main thread", async () => {
    const path = script(
      'main.py',
      'import threading\nprint(threading.current_thread() is threading.main_thread(), threading.active_count())\n',
    );
    expect(await runCli(['run', path])).toMatchObject({ code: 0, stdout: 'True 1\n', stderr: '' });
  });
});

describe('pyloom eval', () => {
  it('prints what the last expression gives, as Python does', async () => {
    expect(await runCli(['eval', 'import math; [math.floor(math.pi), "x"]'])).toMatchObject({
      code: 0,
      stdout: "[3, 'x']\n",
      stderr: '',
    });
    expect(await runCli(['eval', 'x = 1\nprint(x + 1)'])).toMatchObject({ code: 0, stdout: '2\n' });
    expect(await runCli(['eval', '__import__("asyncio").sleep(0, 5)'])).toMatchObject({ stdout: '5\n' });
    expect(await runCli(['eval', '1/0'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/File "<eval 1>", line 1[\s\S]*ZeroDivisionError: division by zero\n$/),
    });
  });
});
