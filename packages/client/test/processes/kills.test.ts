// SIGKILL, again and again, for a process that is chosen by chance, while all of them have all kinds of calls to run.
// PYLOOM_TEST_KILLS=1000 for more of it.
import { expect, it } from 'vitest';
import { ClosedError, createPython, type Python, PythonCrashedError, PythonError } from '../../src/index';
import { eventually } from '../support/client';
import { ofProcesses, openDescriptors } from '../support/of-processes';

const kills = Number(process.env.PYLOOM_TEST_KILLS ?? 60);
const source = `
import asyncio, pyloom

def ran(n):
    pyloom.call('ran', n)
    return n

async def ran_on_loop(n):
    await asyncio.sleep(0)
    pyloom.call('ran', n)
    return n

def nested(n):
    return pyloom.call('nest', n)

def make(n):
    return object()
`;

/** What one asker does next, with a number of its own; resolves with that number. */
const kinds: ((py: Python, n: number) => Promise<unknown>)[] = [
  (py, n) => py.call('processes_killed', 'ran', [n]),
  (py, n) => py.call('processes_killed', 'ran_on_loop', [n]),
  (py, n) => py.call('processes_killed', 'nested', [n]),
  (py, n) => py.eval('n', { n }),
  async (py, n) =>
    (await py.call<Buffer>('builtins', 'bytes', [Buffer.alloc(300_000, n % 256)]))[0] === n % 256 && n,
  async (py, n) => {
    for await (const item of py.stream<number>('builtins', 'range', [n, n + 3])) if (item !== n) continue;
    return n;
  },
  async (py, n) => (await py.call('builtins', 'id', [await py.call('processes_killed', 'make', [n])])) && n,
  async (py, n) => {
    const context = await py.context();
    try {
      return await context.eval(`${n}`);
    } finally {
      await context.close().catch(() => {});
    }
  },
];

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It has ended by the last kill, and is about to be replaced.
    expect(error).toMatchObject({ code: 'ESRCH' });
  }
}

it.runIf(process.platform === 'linux')(
  `${kills} kills end what ran there and nothing else, and leave nothing behind`,
  { timeout: 60_000 + kills * 4000 },
  async () => {
    await (await createPython({ mode: 'process', numProcesses: 1 })).close();
    const isNoneLeft = () => Object.values(ofProcesses()).flat().length === 0;
    await eventually(isNoneLeft, 'nothing of the first process is left');
    const before = openDescriptors();

    const py = await createPython({ mode: 'process', numProcesses: 3, process: { maxRestarts: Infinity } });
    await py.defineModule('processes_killed', source);
    const ran = new Map<number, number>();
    py.registerFunction('ran', (n: number) => ran.set(n, (ran.get(n) ?? 0) + 1).size);
    py.registerFunction('nest', (n: number) => py.call('processes_killed', 'ran', [n]));

    let [last, right, crashed, stop] = [0, 0, 0, false];
    const ask = async (kind: (typeof kinds)[number]) => {
      while (!stop) {
        const n = ++last;
        try {
          expect(await kind(py, n)).toBe(n);
          right++;
        } catch (error) {
          // In a chain the process of its caller, or that of its nested call, which Python tells its caller.
          const known = error instanceof PythonCrashedError || error instanceof ClosedError;
          if (!known && !(error instanceof PythonError && /Crashed|Closed/.test(error.message))) throw error;
          crashed++;
        }
      }
    };
    const askers = Promise.all([...kinds, ...kinds, ...kinds].map(ask));
    askers.catch(() => {
      stop = true;
    });
    let grown = 0;
    for (let i = 0; i < kills && !stop; i++) {
      const enough = right + 20;
      await eventually(() => stop || right > enough, 'calls run between two kills');
      const pids = py.stats().lanes.flatMap(({ pid }) => (pid === undefined || pid < 0 ? [] : [pid]));
      const pid = pids[Math.floor(Math.random() * pids.length)];
      if (pid !== undefined) kill(pid);
      if (i === Math.floor(kills / 3)) grown = -process.memoryUsage.rss();
    }
    grown += process.memoryUsage.rss();
    stop = true;
    await askers;
    expect([...ran.values()].filter((times) => times > 1)).toEqual([]);
    expect(crashed).toBeGreaterThan(0);
    expect(await Promise.all([1, 2, 3].map((n) => py.call('math', 'sqrt', [n * n])))).toEqual([1, 2, 3]);
    expect(py.stats().running + py.stats().queued).toBe(0);
    await py.close();
    await eventually(isNoneLeft, 'all processes have ended, and no zombie, descriptor or mapping is left');
    await eventually(() => openDescriptors() <= before, 'there are no more descriptors than before');
    if (process.env.PYLOOM_TEST_KILLS) console.log({ right, crashed, grown });
    expect(grown).toBeLessThan(100 << 20);
  },
);
