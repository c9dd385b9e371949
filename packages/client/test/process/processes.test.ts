// Processes that Python starts for itself: fork(), multiprocessing and what builds on it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../support/run-cli';

const program = join(import.meta.dirname, '../fixtures/run.mjs');
const folder = mkdtempSync(join(tmpdir(), 'pyloom-processes-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(() =>
  writeFileSync(
    join(folder, 'workers.py'),
    `
import os
def square(n): return n * n
def say(n): print('worker', n, flush=True)
def fail(): raise ValueError('in a worker')
`,
  ),
);

/** Calls \`run()\` of a module, on a lane and at home, after a sub-interpreter has started where the mode has them. */
async function run(source: string, where: string) {
  const body = `
    const py = await client.createPython({ sysPath: [${JSON.stringify(folder)}], stderr: 'inherit' });
    await py.call('math', 'sqrt', [1]);
    const source = ${JSON.stringify(source)};
    if (${JSON.stringify(where)} === 'home') await py.exec(source);
    else await py.defineModule('program', source);
    const module = ${JSON.stringify(where)} === 'home' ? '__main__' : 'program';
    const result = await py.call(module, 'run').catch((error) => [error.type, error.pythonMessage]);
    await py.close();
    console.log(JSON.stringify({ mode: py.executionMode, result }));
  `;
  const ended = await runProgram([program, body], { env: { PYTHONUNBUFFERED: '' } });
  const last = ended.stdout.trimEnd().split('\n').at(-1) ?? '';
  return { ...ended, ...(last.startsWith('{') && JSON.parse(last)) };
}

describe.each(['home', 'a lane'])('processes of Python, started from %s', (where) => {
  it('of multiprocessing and of executors work', async () => {
    const { result, stderr, stdout } = await run(
      `
import multiprocessing, concurrent.futures, workers
from multiprocessing import shared_memory
def run():
    with multiprocessing.Pool(2) as pool:
        squares = pool.map(workers.square, [1, 2, 3])
        pool.map(workers.say, [1])
        try: pool.apply(workers.fail)
        except ValueError as error: failed = str(error)
    with concurrent.futures.ProcessPoolExecutor(2) as executor:
        mapped = list(executor.map(workers.square, [4, 5]))
    queue = multiprocessing.Queue()
    process = multiprocessing.Process(target=queue.put, args=('queued',))
    process.start()
    queued = queue.get(timeout=20)
    process.join()
    with multiprocessing.Manager() as manager: shared = dict(manager.dict(x=1))
    memory = shared_memory.SharedMemory(create=True, size=1)
    memory.close()
    memory.unlink()
    return [squares, failed, mapped, queued, process.exitcode, shared]
`,
      where,
    );
    expect({ result, stderr }).toEqual({
      result: [[1, 4, 9], 'in a worker', [16, 25], 'queued', 0, { x: 1 }],
      stderr: '',
    });
    expect(stdout).toContain('worker 1\n');
  });

  it('refuse at once what another process cannot import, and fork() where it cannot work', async () => {
    const { mode, result, stderr } = await run(
      `
import concurrent.futures, multiprocessing, os
def mine(n): return n
def said(function):
    try: return function()
    except Exception as error: return f'{type(error).__name__}: {error}'
def run():
    spawn = multiprocessing.get_context('spawn')
    with spawn.Pool(1) as pool, concurrent.futures.ProcessPoolExecutor(1, spawn) as executor:
        return [
            multiprocessing.get_start_method(),
            said(lambda: pool.map(mine, [1])),
            said(lambda: executor.submit(mine, 1).result()),
            said(lambda: spawn.Process(target=mine).start()),
            said(lambda: multiprocessing.get_context('fork').Pool(1).map(abs, [-1])),
        ]
`,
      where,
    );
    const [method, ...said] = result;
    const refused = expect.stringMatching(/^PicklingError: 'mine' cannot be sent to another process/);
    const forkRefused = expect.stringMatching(
      /^RuntimeError: os\.fork\(\) is not possible in a process with/,
    );
    expect(said).toEqual([refused, refused, refused, mode === 'subinterp' ? forkRefused : [1]]);
    if (mode === 'subinterp') expect(method).toBe('spawn');
    expect(stderr.replace(/^.*DeprecationWarning.*\n.*\n/gm, '')).toBe('');
  });

  it('are started by subprocess with a preexec_fn, or refused at once', async () => {
    const { mode, result, stderr } = await run(
      `
import os, subprocess
def run():
    said = []
    for prepare in (os.setsid, os.setpgrp, lambda: os.umask(0o77)):
        try:
            command = ['sh', '-c', 'ps -o pgid= -p $$ | grep -qw $$ && echo leads; umask']
            said.append(subprocess.run(command, preexec_fn=prepare, capture_output=True, text=True).stdout.split()[:-1])
        except RuntimeError as error:
            said.append(str(error))
    return said
`,
      where,
    );
    const refused = expect.stringMatching(/^preexec_fn=<function .* start_new_session/);
    expect(result).toEqual([['leads'], ['leads'], mode === 'subinterp' ? refused : []]);
    expect(stderr).toBe('');
  });

  it('by fork() have the streams of the process, no JavaScript, and an end of their own', async () => {
    const { mode, result, stdout, stderr } = await run(
      `
import os, sys, pyloom
def run():
    statuses = []
    for end in (
        lambda: None,
        lambda: sys.exit(3),
        lambda: os._exit(4),
        lambda: 1 / 0,
        lambda: pyloom.call('anything'),
        # As assertWarns() asks each module there is.
        lambda: hasattr(pyloom, '__warningregistry__'),
    ):
        pid = os.fork()
        if pid == 0:
            print('child')
            return end()
        statuses.append(os.waitpid(pid, 0)[1] >> 8)
    return statuses
`,
      where,
    );
    if (mode === 'subinterp') return expect(result[0]).toBe('RuntimeError');
    expect(result).toEqual([0, 3, 4, 1, 1, 0]);
    // What os._exit() leaves in a buffer is lost, as in Python.
    expect(stdout.match(/child/g)?.length).toBe(5);
    expect(stderr).toContain('ZeroDivisionError: division by zero');
    expect(stderr).toContain(
      'RuntimeError: this process is a child of fork(): JavaScript is in its parent alone',
    );
  });
});
