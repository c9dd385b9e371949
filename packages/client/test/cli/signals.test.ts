import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli } from '../support/run-cli';

const folder = mkdtempSync(join(tmpdir(), 'pyloom-signals-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(source: string) {
  const path = join(folder, 'program.py');
  writeFileSync(path, `import os, signal\n${source}`);
  return runCli(['run', path]);
}

describe('a script of pyloom run', () => {
  it('is struck at once by what it sends to itself', async () => {
    const ended = await run(`
caught = 0
for _ in range(200):
    try:
        os.kill(os.getpid(), signal.SIGINT)
    except KeyboardInterrupt:
        caught += 1
os.kill(os.getpid(), 0)
print(caught)
`);
    expect(ended).toEqual({ code: 0, signal: null, stdout: '200\n', stderr: '' });
  });

  it('may recurse as deep as in python', async () => {
    expect((await run('import sys; print(sys.getrecursionlimit())')).stdout).toBe('1000\n');
  });

  it.each(['SIGTERM', 'SIGUSR1'])('puts the handler of %s back that it has found', async (name) => {
    const ended = await run(`
found = signal.signal(signal.${name}, lambda number, frame: print("handled", flush=True))
signal.raise_signal(signal.${name})
print(found is signal.SIG_DFL, flush=True)
signal.signal(signal.${name}, found)
os.kill(os.getpid(), signal.${name})
signal.pause()
`);
    expect(ended).toEqual({ code: null, signal: name, stdout: 'handled\nTrue\n', stderr: '' });
  });
});
