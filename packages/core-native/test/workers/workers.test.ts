import { describe, expect, it } from 'vitest';
import { pools } from '../support/python';
import { runModule, runModuleInWorkers } from '../support/run-child';

/** Runs the source, which must end well, and gives what it printed. */
async function run(source: string): Promise<string[]> {
  const { code, signal, stdout, stderr } = await runModule(source);
  expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' });
  return stdout.trimEnd().split('\n');
}

/** run() twice, one after the other, in a process whose main thread does not load the package. */
async function runInWorkers(source: string): Promise<string[]> {
  const { code, signal, stdout, stderr } = await runModuleInWorkers(source);
  expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' });
  const lines = stdout.trimEnd().split('\n');
  const once = lines.slice(0, lines.length / 2);
  expect(lines).toEqual([...once, ...once]);
  return once;
}

const mains = [
  ['also loaded by the main thread', run],
  ['loaded by worker threads alone', runInWorkers],
] as const;

/** The main thread's own runtime, and whether it still works. */
const main = (pool: string) => `
  const py = await open({ size: 4 });
  const works = async () => console.log(await py.call('${pool}', 'math', 'sqrt', [9]));
  await works();
`;

const poolsOfMains = mains.flatMap(([loaded, run]) => pools.map((pool) => [pool, loaded, run] as const));

describe.each(poolsOfMains)('the pool %s, %s', (pool, _loaded, run) => {
  it('serves several threads that open it at once, and answers the one that asked', async () => {
    const lines = await run(`
      const workers = Array.from({ length: 4 }, () => new TestWorker());
      const own = open();
      await Promise.all(workers.map((worker) => worker.heard('ready')));
      const py = await own;
      const detail = { pool: '${pool}', times: 10 };
      console.log(await Promise.all(workers.map((worker) => worker.ask('answersHere', detail))));
      const processes = workers.map((worker) => worker.ask('call', { pool: 'home', module: 'os', name: 'getpid' }));
      console.log(new Set(await Promise.all(processes)).size, py.runtime.stats().sessions);
      await Promise.all(workers.map((worker) => worker.terminate()));
      console.log(py.runtime.stats().sessions);
    `);
    expect(lines).toEqual(['[ true, true, true, true ]', '1 5', '1']);
  });

  it.each([
    ['a busy loop', ['busy']],
    ['code that catches every interrupt', ['deaf']],
    ['a sleep in C', ['sleep']],
    ['a wait for JavaScript', ['ask']],
    ['a task that waits', ['wait']],
    ['a busy task', ['busy_task']],
    ['all of them', ['busy', 'sleep', 'ask', 'wait']],
  ])('goes on when a worker is terminated during %s', async (_what, names) => {
    const lines = await run(`
      ${main(pool)}
      const worker = await startWorker();
      await worker.ask('start', { pool: '${pool}', names: ${JSON.stringify(names)} });
      await worker.terminate();
      for (let i = 0; i < 20; i += 1) await py.call('${pool}', 'math', 'sqrt', [i]);
      await works();
      process.exit();
    `);
    expect(lines).toEqual(['3', '3']);
  });

  it('goes on when a worker ends by itself, or fails, with calls in flight', async () => {
    const lines = await run(`
      ${main(pool)}
      for (const end of ['exit', 'throw']) {
        const worker = await startWorker();
        await worker.ask('start', { pool: '${pool}', names: ['busy', 'sleep', 'ask', 'wait'] });
        worker.ask('send', { pool: '${pool}', module: 'time', name: 'sleep', args: [0.001], times: 200 });
        worker.ask(end).catch(() => {});
        console.log(end, await worker.ended);
        await works();
      }
      process.exit();
    `);
    expect(lines).toEqual(['3', 'exit 0', '3', 'throw 1', '3']);
  });
});

it('raises in Python when the worker whose function it waits for is terminated, and the lane lives on', async () => {
  const lines = await run(`
    ${main('home')}
    const worker = await startWorker();
    await worker.ask('register', { name: 'of_the_worker' });
    const source = \`
import pyloom, threading
outcomes = []
def ask():
    try:
        pyloom.call('of_the_worker')
    except BaseException as error:
        outcomes.append(f'{type(error).__name__}: {error}')
# A thread of its own is in nobody's chain: whoever has the function is asked.
thread = threading.Thread(target=ask)
thread.start()
\`;
    await py.define('asking', source);
    const started = py.call('home', 'asking', 'outcomes.copy');
    await worker.heard('host call');
    await worker.terminate();
    await started;
    await py.call('home', 'asking', 'thread.join');
    console.log(await py.call('home', 'asking', 'outcomes.copy'));
    await works();
  `);
  expect(lines).toEqual(
    ['3', "[\n  'RuntimeError: the JavaScript thread that registered this function has ended'\n]", '3']
      .join('\n')
      .split('\n'),
  );
});

it('survives a worker that is terminated at any moment of the start', async () => {
  const lines = await run(`
    for (const delay of [0, 0, 1, 2, 4, 8, 16]) {
      const worker = new TestWorker();
      await worker.heard('starting');
      await new Promise((resolve) => setTimeout(resolve, delay));
      await worker.terminate();
    }
    ${main('home')}
  `);
  expect(lines).toEqual(['3']);
});

it('survives a worker that is terminated while it blocks in callSync, which ends first', async () => {
  const lines = await run(`
    ${main('home')}
    const worker = await startWorker();
    worker.ask('block', { name: 'sleep', args: [0.3] }).catch(() => {});
    await worker.heard('blocked');
    await worker.terminate();
    await works();
  `);
  expect(lines).toEqual(['3', '3']);
});

it('leaves the process though a worker blocks in a Python loop', async () => {
  const { code, signal } = await runModule(
    `
      const py = await open();
      const worker = await startWorker();
      worker.ask('block', { name: 'busy' }).catch(() => {});
      await worker.heard('blocked');
      process.exit(7);
    `,
    { deadline: 60_000 },
  );
  expect({ code, signal }).toEqual({ code: 7, signal: null });
});

it('lets thirty workers start, call and end, one after the other and at once', async () => {
  const lines = await run(`
    ${main('home')}
    async function live(i) {
      const worker = await startWorker();
      const value = await worker.ask('call', { pool: 'home', module: 'math', name: 'sqrt', args: [i * i] });
      const sync = await worker.ask('callSync', { module: 'math', name: 'sqrt', args: [i * i] });
      await worker.ask('send', { pool: 'home', module: 'math', name: 'sqrt', args: [i], times: 100 });
      if (i % 2 === 0) await worker.terminate();
      else worker.ask('end').catch(() => {});
      await worker.ended;
      return value === i && sync === i;
    }
    const ends = [];
    for (let i = 0; i < 10; i += 1) ends.push(await live(i));
    for (const from of [10, 15, 20, 25]) {
      ends.push(...(await Promise.all(Array.from({ length: 5 }, (_, i) => live(from + i)))));
    }
    console.log(ends.length, ends.every(Boolean), py.runtime.stats().sessions);
    await works();
  `);
  expect(lines).toEqual(['3', '30 true 1', '3']);
});

describe('a program whose main thread has no Python', () => {
  it('keeps the runtime from one worker to the next', async () => {
    const lines = await run(`
      for (let i = 0; i < 3; i += 1) {
        const worker = await startWorker();
        await worker.ask('start', { pool: 'home', names: ['busy', 'wait'] });
        console.log(await worker.ask('call', { pool: 'home', module: 'math', name: 'sqrt', args: [i * i] }));
        await worker.terminate();
      }
    `);
    expect(lines).toEqual(['0', '1', '2']);
  });

  it('writes out what was printed', async () => {
    const lines = await run(`
      const worker = await startWorker();
      const args = ['print("a piece", end="")', {}];
      await worker.ask('call', { pool: 'home', module: 'builtins', name: 'exec', args });
      await worker.terminate();
    `);
    expect(lines).toEqual(['a piece']);
  });
});
