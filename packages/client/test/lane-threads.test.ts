import { describe, expect, it } from 'vitest';
import { clientForFile, eventually, inProcesses } from './support/client';

const py = await clientForFile({ numExecutors: 1, numWorkers: 1, numProcesses: 1 });
const { freeThreadedBuild, versionInfo } = await py.eval<{
  freeThreadedBuild: boolean;
  versionInfo: number[];
}>(
  `{
    'freeThreadedBuild': __import__('sysconfig').get_config_var('Py_GIL_DISABLED') == 1,
    'versionInfo': list(__import__('sys').version_info[:3]),
  }`,
);
const [, minor = 0, patch = 0] = versionInfo;
const losesPages = freeThreadedBuild && (minor < 14 || (minor === 14 && patch < 4));

await py.defineModule(
  'lane_threads',
  `
import threading

def count():
    """A number that is counted up for each thread, and the thread."""
    local.n = getattr(local, 'n', 0) + 1
    return local.n, threading.get_ident()

local = threading.local()
`,
);

/** Calls for so long, ten in flight; what they answer. */
async function callFor(milliseconds: number): Promise<[n: number, thread: number][]> {
  const answers: [number, number][] = [];
  const end = performance.now() + milliseconds;
  while (performance.now() < end) {
    const calls = Array.from({ length: 10 }, () => py.call<[number, number]>('lane_threads', 'count'));
    answers.push(...(await Promise.all(calls)));
  }
  return answers;
}

/** The numbers that each thread has counted to, in the order of the answers, one array for each life of a thread. */
function livesOf(answers: readonly [n: number, thread: number][]): number[][] {
  const lives: number[][] = [];
  const current = new Map<number, number[]>();
  for (const [n, thread] of answers) {
    if (n === 1) {
      const life: number[] = [];
      current.set(thread, life);
      lives.push(life);
    }
    current.get(thread)?.push(n);
  }
  return lives;
}

describe('the thread of a lane', () => {
  it.skipIf(losesPages)('stays the same', async () => {
    const answers = await callFor(1500);
    expect(livesOf(answers)).toHaveLength(new Set(answers.map(([, thread]) => thread)).size);
  });

  // https://github.com/python/cpython/issues/145615
  it.runIf(losesPages)('changes where CPython gives memory back at the end of threads only', async () => {
    const answers = await callFor(3500);
    const lives = livesOf(answers);
    expect(lives.length).toBeGreaterThanOrEqual(2);
    // A process starts a second lane for calls that have waited.
    expect(lives.length).toBeLessThanOrEqual(inProcesses ? 8 : 4);
    const counted = lives.map((life) => life.every((n, i) => n === i + 1));
    expect(counted).toEqual(lives.map(() => true));
    expect(lives.flat()).toHaveLength(answers.length);
    const home = () => py.stats().lanes.filter(({ kind }) => kind === 'home');
    await eventually(() => home().length === 1, 'one lane at a time');
  });

  it('is that of a context for as long as the context lives', async () => {
    await using context = await py.context();
    const thread = () => context.call('threading', 'get_ident');
    const first = await thread();
    const end = performance.now() + 1500;
    while (performance.now() < end) {
      const threads = await Promise.all(Array.from({ length: 20 }, thread));
      expect(new Set([first, ...threads]).size).toBe(1);
    }
  });
});
