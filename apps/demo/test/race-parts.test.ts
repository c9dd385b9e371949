import type { PythonInstallation } from '@pyloom/client';
import { describe, expect, it } from 'vitest';
import { drawRace } from '../src/race/draw-race.ts';
import type { Finish } from '../src/race/messages.ts';
import { pickRacers } from '../src/race/pick-racers.ts';
import { makeRaceReport } from '../src/race/report.ts';
import { formatBar } from '../src/terminal/bar.ts';

describe('pickRacers', () => {
  const free = python('3.14.0', { freeThreadedBuild: true, gilEnabled: false });
  const [own, shared, old] = [python('3.13.0'), python('3.12.1'), python('3.9.18')];

  it('takes one Python for each mode, the newest, and one with a GIL where the mode has one', () => {
    expect(names([free, own, shared, old])).toEqual([
      'free_threaded 3.14.0',
      'subinterp 3.13.0',
      'multi_executor 3.13.0',
      ...onLinux('process 3.13.0'),
    ]);
    expect(names([shared, old])).toEqual(['multi_executor 3.12.1', ...onLinux('process 3.12.1')]);
    expect(names([free])).toEqual([
      'free_threaded 3.14.0',
      'subinterp 3.14.0',
      'multi_executor 3.14.0',
      ...onLinux('process 3.14.0'),
    ]);
  });

  it('takes named ones in all modes that they offer, once', () => {
    expect(names([shared, own, own], { each: true })).toEqual([
      'multi_executor 3.12.1',
      ...onLinux('process 3.12.1'),
      'subinterp 3.13.0',
      'multi_executor 3.13.0',
      ...onLinux('process 3.13.0'),
    ]);
    const gil = python('3.13.0', { freeThreadedBuild: true });
    expect(names([gil], { each: true })).toEqual([
      'subinterp 3.13.0',
      'multi_executor 3.13.0',
      ...onLinux('process 3.13.0'),
    ]);
  });

  it('tells two builds of a version apart', () => {
    const other = python('3.12.1', { executable: '/other/python' });
    expect(names([shared, other], { each: true, modes: ['multi_executor'] })).toEqual([
      'multi_executor 3.12.1',
      'multi_executor 3.12.1 #2',
    ]);
  });

  it('refuses a mode that none offers', () => {
    expect(() => names([own, old], { modes: ['subinterp', 'free_threaded'] })).toThrow(
      'none of these Pythons offers mode free_threaded, there is: subinterp (/3.13.0/python), multi_executor',
    );
  });

  /** Where there are processes. */
  function onLinux(name: string): string[] {
    return process.platform === 'linux' ? [name] : [];
  }

  function names(pythons: PythonInstallation[], choice: Partial<Parameters<typeof pickRacers>[1]> = {}) {
    return pickRacers(pythons, { each: false, modes: [], ...choice }).map(({ name }) => name);
  }
});

describe('the report', () => {
  it('is refused where a job came to different results', () => {
    const finishes = [finish('a', 1), finish('b', 2)];
    expect(() => makeRaceReport(setup, jobs, finishes)).toThrow(
      'the job cpu came to one result in a, to another in b',
    );
  });
});

describe('the chart', () => {
  it('has a bar, a line and a label for each racer, and both themes', async () => {
    const svg = drawRace(makeRaceReport(setup, jobs, [finish('<a>', 1), finish('b', 1)]));
    expect(svg.match(/class="bar"/g)).toHaveLength(2);
    expect(svg).toContain('>&lt;a&gt;</text>');
    expect(svg).toContain('>40/s, 2.00x</text>');
    expect(svg).toContain(
      '<desc>CPU-bound: turns, &lt;a&gt;: 40/s, 2.00x. CPU-bound: turns, b: 40/s, 2.00x.</desc>',
    );
    expect(svg).toContain('@media (prefers-color-scheme: dark)');
  });
});

describe('formatBar', () => {
  it.each([
    [1, '████'],
    [0.5, '██'],
    [0.53125, '██▏'],
    [0, '▏'],
  ])('%d of four columns is %s', (share, bar) => expect(formatBar(share, 4)).toBe(bar));
});

const setup = { calls: 8, rounds: 1, executors: 4, size: 1 };
const jobs = [{ name: 'cpu', title: 'CPU-bound', text: 'turns', function: 'compute', args: [1] }] as const;

function finish(name: string, result: number): Finish {
  const lap = {
    job: 'cpu',
    oneLaneMs: 400,
    allLanesMs: 200,
    callsPerSecond: 40,
    speedup: 2,
    result,
  } as const;
  return { name, version: '3.13.0', executable: '/python', mode: 'subinterp', reason: '', laps: [lap] };
}

function python(version: string, facts: Partial<PythonInstallation> = {}): PythonInstallation {
  const [major = 0, minor = 0, micro = 0] = version.split('.').map(Number);
  return {
    executable: `/${version}/python`,
    baseExecutable: `/${version}/python`,
    version,
    versionInfo: [major, minor, micro],
    library: '',
    prefix: '',
    basePrefix: '',
    freeThreadedBuild: false,
    gilEnabled: true,
    venv: undefined,
    platform: '',
    source: '',
    ...facts,
  };
}
