import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { killSession } from '../src/cluster/kill-session.ts';
import type { FileOnNode } from '../src/cluster/messages.ts';
import { differences } from '../src/cluster/plain-counts.ts';
import { cacheFolder, hasRay } from '../src/cluster/ray-venv.ts';
import { sharesOf } from '../src/cluster/report.ts';
import { ProgressLines } from '../src/terminal/progress-lines.ts';

const counts = { files: 3, skipped: 1, lines: 30, tokens: 300, functions: 4, classes: 2, depth: 5 };

describe('differences', () => {
  it('finds none between equal figures', () => {
    expect(differences(counts, counts, counts)).toEqual([]);
  });

  it('names what the results and the shared counters have otherwise', () => {
    expect(differences(counts, { ...counts, depth: 6 }, { ...counts, lines: 40 })).toEqual([
      'depth: 6 in the results, 5 by plain Python',
      'lines: 40 in the shared counter, 30 by plain Python',
    ]);
  });
});

describe('sharesOf', () => {
  it('tells what each node did, also one that did nothing, and which was killed', () => {
    const summaries: FileOnNode[] = [
      { path: 'a.py', skipped: 'SyntaxError: no', seconds: 0.01, node: 'two' },
      { path: 'b.py', skipped: 'SyntaxError: no', seconds: 0.02, node: 'two' },
    ];
    expect(sharesOf(['one', 'two'], summaries, 'two')).toEqual([
      { node: 'one', files: 0, cpuMs: 0, killed: false },
      { node: 'two', files: 2, cpuMs: 30, killed: true },
    ]);
  });
});

describe('what Ray needs', () => {
  it.each([
    [9, false, false],
    [10, false, true],
    [13, true, false],
    [14, false, true],
    [15, false, false],
  ])('of Python 3.%i, free-threaded: %s, it has wheels: %s', (minor, freeThreadedBuild, expected) => {
    expect(hasRay({ versionInfo: [3, minor, 0], freeThreadedBuild })).toBe(expected);
  });

  it("is kept in pyloom's cache", () => {
    expect(cacheFolder({ PYLOOM_CACHE: '/cache' })).toBe('/cache');
    expect(cacheFolder({ XDG_CACHE_HOME: '/caches' })).toBe('/caches/pyloom');
    expect(cacheFolder({ XDG_CACHE_HOME: 'caches' })).toMatch(/\/\.cache\/pyloom$/);
  });
});

it('tells of what happens on the way between the quarters', () => {
  const lines: string[] = [];
  const stream = { write: (line: string) => lines.push(line) } as unknown as NodeJS.WritableStream;
  const progress = new ProgressLines('Surveying', { pieces: 2, size: 2, unit: 'files' }, stream);
  progress.advance(1);
  progress.say('Killing node 3');
  progress.advance(1);
  expect(lines).toEqual([
    'Surveying: 50 %, 1 of 2 files\n',
    'Killing node 3\n',
    'Surveying: 100 %, 2 of 2 files\n',
  ]);
});

describe.runIf(process.platform === 'linux')('killSession', () => {
  it('ends what its leader has started and left behind, in whatever process group', async () => {
    // A shell with job control gives each job a group of its own.
    const leader = spawn('bash', ['-c', 'set -m; sleep 1000 >&- & echo $!'], {
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [[text]] = await Promise.all([once(leader.stdout, 'data'), once(leader, 'exit')]);
    const pid = Number(text);
    expect(process.kill(pid, 0)).toBe(true);
    expect(killSession(leader.pid as number)).toBe(true);
    await expect.poll(() => killSession(leader.pid as number)).toBe(false);
  });
});
