import { describe, expect, it } from 'vitest';
import { inWorkers, program, run } from './run';

describe('a process', () => {
  it('ends although a client is open and idle', async () => {
    const ended = await run(`
      const py = await client.createPython();
      await py.call('math', 'sqrt', [16]);
      console.log('done');
    `);
    expect(ended).toMatchObject({ code: 0, signal: null, out: 'done\n', err: '' });
  });

  it('stays for a call in flight', async () => {
    const ended = await run(`
      const py = await client.createPython();
      py.call('time', 'sleep', [0.3]).then(() => console.log('slept'));
    `);
    expect(ended).toMatchObject({ code: 0, out: 'slept\n' });
  });

  it.each([
    ['a call', `py.call('math', 'sqrt', [4])`],
    ['an item of a stream', `py.stream('builtins', 'range', [3]).next()`],
    ['calls of parallel', `py.parallel([['math', 'sqrt', [4]]]).then(([{ reason }]) => { throw reason; })`],
    ['an expression', `py.eval('1')`],
  ])('stays for %s that waits for a permit', async (_what, call) => {
    const ended = await run(`
      const py = await client.createPython({ maxConcurrent: 1, acquireTimeout: 50 });
      const permit = await py.semaphore.acquire();
      console.log(await ${call}.catch((error) => error.code));
      permit.release();
      await py.close();
      console.log('closed');
    `);
    expect(ended).toMatchObject({ code: 0, out: 'ERR_PYLOOM_OVERLOADED\nclosed\n', err: '' });
  });

  it('stays for a call that has no time limit to wait for its permit', async () => {
    const ended = await run(`
      const py = await client.createPython({ maxConcurrent: 1 });
      const permit = await py.semaphore.acquire();
      setTimeout(() => permit.release(), 50).unref();
      console.log(await py.call('math', 'sqrt', [16]));
      await (await py.context()).close();
      console.log('closed');
    `);
    expect(ended).toMatchObject({ code: 0, out: '4\nclosed\n', err: '' });
  });

  it('writes out what Python has printed, from every interpreter', async () => {
    const ended = await run(`
      const py = await client.createPython();
      await py.exec('print("from home")');
      await py.defineModule('printer', 'def f(): print("from a lane")');
      await py.call('printer', 'f');
    `);
    expect(ended.code).toBe(0);
    expect(ended.out.split('\n').sort()).toEqual(['', 'from a lane', 'from home']);
  });

  it('exits at once with the right code while Python runs', async () => {
    const ended = await run(`
      const py = await client.createPython();
      py.exec('while True: pass').catch(() => {});
      py.call('time', 'sleep', [60]).catch(() => {});
      setTimeout(() => { console.log(Date.now()); process.exit(7); }, 100);
    `);
    expect(ended.code).toBe(7);
    expect(Date.now() - Number(ended.out)).toBeLessThan(2000);
  });

  it('ends by a signal while Python runs', async () => {
    const ended = await run(
      `
      const py = await client.createPython();
      setTimeout(() => console.log('READY'), 100);
      await py.exec('while True: pass');
    `,
      { act: (child) => child.kill('SIGTERM') },
    );
    expect(ended).toMatchObject({ code: null, signal: 'SIGTERM' });
  });

  it('ends with the code of an uncaught error while Python runs', async () => {
    const ended = await run(`
      const py = await client.createPython();
      py.exec('while True: pass').catch(() => {});
      setTimeout(() => { throw new Error('mine'); }, 50);
      await new Promise(() => {});
    `);
    expect(ended.code).toBe(1);
    expect(ended.err).toContain('Error: mine');
  });

  it('reports a rejection that nobody handles, with the stack of the call', async () => {
    const ended = await run(`
      const py = await client.createPython();
      async function forgotten() { await py.call('math', 'sqrt', [-1]); }
      forgotten();
      await new Promise((resolve) => setTimeout(resolve, 500));
    `);
    expect(ended.code).toBe(1);
    expect(ended.err).toMatch(/math domain error|nonnegative/);
    expect(ended.err).toContain('forgotten');
  });
});

describe('worker threads', () => {
  it('share the runtime, the pools and named things, and get their own answers', async () => {
    const ended = await run(`
      const { Worker } = await import('node:worker_threads');
      const code = \`
        const { parentPort, workerData } = require('node:worker_threads');
        (async () => {
          const { createPython, SharedState } = require(workerData.path);
          const py = await createPython({ state: new SharedState({ name: 'shared' }) });
          const results = await Promise.all(Array.from({ length: 200 }, (_, i) => py.call('operator', 'mul', [i, workerData.n])));
          await py.exec('import pyloom; pyloom.state_incr("workers")');
          const right = results.every((r, i) => r === i * workerData.n);
          await py.close();
          parentPort.postMessage(right);
        })();
      \`;
      const path = new URL('../../dist/index.cjs', 'file://${program}').pathname;
      const py = await client.createPython({ state: new client.SharedState({ name: 'shared' }) });
      const answers = await Promise.all([1, 2, 3].map((n) => new Promise((resolve, reject) => {
        const worker = new Worker(code, { eval: true, workerData: { n, path } });
        worker.once('message', resolve).once('error', reject);
      })));
      console.log(JSON.stringify([answers, py.state.get('workers'), await py.eval('1 + 1')]));
    `);
    expect(ended.err).toBe('');
    expect(JSON.parse(ended.out)).toEqual([[true, true, true], 3, 2]);
  });

  it('may be terminated in the middle of a call', async () => {
    const ended = await run(`
      const { Worker } = await import('node:worker_threads');
      const path = new URL('../../dist/index.cjs', 'file://${program}').pathname;
      const py = await client.createPython();
      for (let i = 0; i < 10; i++) {
        const worker = new Worker(\`
          const { parentPort, workerData } = require('node:worker_threads');
          require(workerData).createPython().then((py) => {
            for (let i = 0; i < 3; i++) py.call('time', 'sleep', [0.2]);
            py.exec('while True: pass');
            parentPort.postMessage('running');
          });
        \`, { eval: true, workerData: path });
        await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
        await worker.terminate();
        if (await py.call('math', 'sqrt', [i * i]) !== i) throw new Error('wrong answer');
      }
      console.log('survived');
    `);
    expect(ended).toMatchObject({ code: 0, out: 'survived\n' });
  });

  it('may be terminated in a synchronous call, before that asks it for something', async () => {
    const ended = await run(`
      const { Worker } = await import('node:worker_threads');
      const path = new URL('../../dist/index.cjs', 'file://${program}').pathname;
      const py = await client.createPython();
      await py.exec(
        'import time\\nbegun = go = False\\ndef late(function):\\n' +
        '    global begun\\n    begun = True\\n    while not go: time.sleep(0.001)\\n    return function("x" * 100_000)',
      );
      const code = \`
        const { workerData } = require('node:worker_threads');
        require(workerData).createPython().then((py) => py.callSync('__main__', 'late', [(text) => text]));
      \`;
      for (let i = 0; i < 3; i++) {
        await py.exec('begun = go = False');
        const worker = new Worker(code, { eval: true, workerData: path });
        while (!(await py.eval('begun'))) await new Promise(setImmediate);
        const terminated = worker.terminate();
        await py.exec('go = True');
        await terminated;
      }
      console.log('survived', await py.call('math', 'sqrt', [9]));
    `);
    expect(ended).toMatchObject({ code: 0, out: 'survived 3\n' });
  });

  it('leave the store to the Python code that goes on, when no other thread has loaded it', async () => {
    const ended = await run(
      `
      const py = await client.createPython();
      py.registerFunction('begun', () => process.exit());
      await py.exec(\`
import pyloom, time

def outlive(memory):
    try:
        pyloom.begun()
    except BaseException:
        time.sleep(0.1)
    pyloom.state_set('key', 'x' * 10_000)
    pyloom.state_incr('count')
    memory[0] = 0
      \`);
      await py.call('__main__', 'outlive', [shared]);
    `,
      { file: inWorkers },
    );
    expect(ended).toMatchObject({ code: 0, signal: null, err: '' });
  });
});
