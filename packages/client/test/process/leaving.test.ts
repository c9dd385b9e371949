import { describe, expect, it } from 'vitest';
import { program, run } from './run';

/** `inWorker(code)` starts a worker thread with a client `py`, and resolves when it says so. */
const preamble = `
  const { Worker } = await import('node:worker_threads');
  async function inWorker(code) {
    const path = new URL('../../dist/index.cjs', 'file://${program}').pathname;
    const source = \`
      const { parentPort, workerData } = require('node:worker_threads');
      require(workerData).createPython().then((py) => { const begun = () => parentPort.postMessage('begun'); \${code} });
    \`;
    const worker = new Worker(source, { eval: true, workerData: path });
    await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
    return worker;
  }
`;

/** What keeps a worker thread in callSync, longer than any test takes. */
const stuck: [string, string][] = [
  ['C code', `begun(); py.callSync('time', 'sleep', [1000])`],
  [
    'C code that keeps the GIL',
    `py.execSync('import ctypes'); begun(); py.evalSync('ctypes.PyDLL(None).sleep(1000)')`,
  ],
  ['a Python loop', `begun(); py.execSync('while True: pass')`],
  [
    'a Python loop that catches everything',
    `begun(); py.execSync('while True:\\\\n  try:\\\\n    while True: pass\\\\n  except BaseException: pass')`,
  ],
];

describe.each(stuck)('while a worker thread is in callSync of %s', (_what, code) => {
  const start = `${preamble} await inWorker(${JSON.stringify(code)});`;

  it('process.exit() leaves, with the code that was asked for', async () => {
    const ended = await run(`${start} process.exit(5);`);
    expect(ended).toMatchObject({ code: 5, signal: null });
  });

  it('an uncaught error leaves', async () => {
    const ended = await run(`${start} setTimeout(() => { throw new Error('mine'); });`);
    expect(ended).toMatchObject({ code: 1, signal: null, err: expect.stringContaining('Error: mine') });
  });
});

it('lets all listeners of the exit have their say first, whenever they came', async () => {
  const ended = await run(`
    ${preamble}
    process.on('exit', () => console.log('first'));
    await inWorker("begun(); py.callSync('time', 'sleep', [1000])");
    process.on('exit', () => console.log('later'));
    await null;
    process.once('exit', () => { console.log('last'); process.exitCode = 6; });
    await null;
    process.exit(5);
  `);
  expect(ended).toMatchObject({ code: 6, signal: null, out: 'first\nlater\nlast\n' });
});

it('leaves though a worker thread has been left to itself', async () => {
  const ended = await run(`
    ${preamble}
    (await inWorker("begun(); py.callSync('time', 'sleep', [1000])")).unref();
    process.exitCode = 3;
  `);
  expect(ended).toMatchObject({ code: 3, signal: null });
});

describe('while callSync of a worker thread waits for a function of another thread that never answers', () => {
  const start = `
    ${preamble}
    const py = await client.createPython();
    await py.exec('kept = []\\ndef keep(function): kept.append(function)\\ndef ask(): return kept[0]()');
    const asked = Promise.withResolvers?.() ?? {};
    asked.promise ??= new Promise((resolve) => { asked.resolve = resolve; });
    await py.call('__main__', 'keep', [() => { asked.resolve(); return new Promise(() => {}); }]);
    const worker = await inWorker("begun(); py.callSync('__main__', 'ask')");
    await asked.promise;
  `;

  it('process.exit() leaves', async () => {
    const ended = await run(`${start} process.exit(5);`);
    expect(ended).toMatchObject({ code: 5, signal: null, err: '' });
  });

  it('the worker can be terminated, and Python goes on', async () => {
    const ended = await run(
      `${start} await worker.terminate(); console.log(await py.eval('1 + 1')); await py.close();`,
    );
    expect(ended).toMatchObject({ code: 0, signal: null, out: '2\n', err: '' });
  });
});
