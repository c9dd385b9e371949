import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPython } from '@pyloom/client';
import { afterAll, describe, expect, it } from 'vitest';
import { racedModes, racersOf } from '../src/race/racer.ts';
import type { RaceReport } from '../src/race/report.ts';
import { plainPython } from './support/plain-python.ts';
import { cli, runDemo } from './support/run-demo.ts';

const python = await findPython();
const modes = racersOf(python).map(({ mode }) => mode);
const folder = mkdtempSync(join(tmpdir(), 'pyloom-race-'));
afterAll(() => rmSync(folder, { recursive: true }));

const short = ['race', '--python', python.executable, '--calls', '6', '--size', '2', '--rounds', '1'];

describe('the race', () => {
  it('runs each job in each mode of the Python, to the result that plain Python has', async () => {
    const { code, stdout, stderr } = await runDemo([...short, '--json', '--executors', '3']);
    expect(stderr).toContain('100 %, 36 of 36 calls');
    expect(code).toBe(0);
    const report: RaceReport = JSON.parse(stdout);
    expect(report).toMatchObject({ executors: 3, calls: 6, size: 2, rounds: 1 });
    expect(report.racers.map(({ mode }) => mode)).toEqual(modes);
    const sums = await plainPython<number[]>(
      python.executable,
      '-c',
      `import json, race
print(json.dumps([sum(race.compute(n, turns) for n in range(6)) for turns in (20000, 0, 10000)]))`,
    );
    for (const { version, executable, laps } of report.racers) {
      expect({ version, executable }).toEqual({ version: python.version, executable: python.executable });
      expect(laps.map(({ job }) => job)).toEqual(['cpu', 'io', 'mixed']);
      expect(laps.map(({ result }) => result)).toEqual(sums);
      for (const { oneLaneMs, allLanesMs, callsPerSecond, speedup } of laps) {
        // All are rounded.
        expect((callsPerSecond * allLanesMs) / 6000).toBeCloseTo(1, 1);
        expect((speedup * allLanesMs) / oneLaneMs).toBeCloseTo(1, 1);
      }
    }
  });

  it('draws a chart in the terminal and one in a file', async () => {
    const out = join(folder, 'chart.svg');
    const { code, stdout, stderr } = await runDemo([...short, '--job', 'cpu', '--out', out]);
    expect(code).toBe(0);
    expect(stderr).toContain(`Chart: ${out}\n`);
    expect(stdout).toContain('CPU-bound  20,000 turns of a loop\n');
    expect(stdout).not.toContain('I/O-bound');
    const svg = readFileSync(out, 'utf8');
    for (const mode of modes) {
      expect(stdout).toMatch(
        new RegExp(`^${mode} ${python.version} +[█▏▎▍▌▋▊▉]+ +[\\d,]+/s +.+ m?s +\\d+\\.\\d\\dx$`, 'm'),
      );
      expect(svg).toContain(`>${mode} ${python.version}</text>`);
    }
  });

  it('finds a Python for each mode that this machine has, without being told', async () => {
    const args = ['race', '--json', '--job', 'io', '--calls', '1', '--size', '1', '--rounds', '1'];
    const { code, stdout } = await runDemo(args);
    expect(code).toBe(0);
    const taken = (JSON.parse(stdout) as RaceReport).racers.map(({ mode }) => mode);
    expect(taken).toEqual(racedModes.filter((mode) => taken.includes(mode)));
    expect(taken).toEqual(expect.arrayContaining(modes));
  });

  it('takes only the modes that it is told to, and writes no chart beside JSON', async () => {
    const cwd = process.cwd();
    const { stdout } = await runDemo([...short, '--json', '--job', 'io', '--mode', 'multi_executor']);
    expect((JSON.parse(stdout) as RaceReport).racers.map(({ mode }) => mode)).toEqual(['multi_executor']);
    expect(existsSync(join(cwd, 'race.svg'))).toBe(false);
  });
});

describe('what cannot be done', () => {
  const missing = (['free_threaded', 'subinterp'] as const).filter((mode) => !modes.includes(mode));

  it.each(missing)('names the modes that there are instead of %s', async (mode) => {
    const { code, stdout, stderr } = await runDemo([...short, '--mode', mode]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      new RegExp(`^pyloom: none of these Pythons offers mode ${mode}, there is: .*multi_executor`),
    );
  });

  it('says before the race that the chart cannot be written', async () => {
    mkdirSync(join(folder, 'folder.svg'));
    for (const [out, message] of [
      ['no/such/folder.svg', /: ENOENT.+\n$/],
      ['folder.svg', /: it is a folder\n$/],
    ] as const) {
      const { code, stdout, stderr } = await runDemo([...short, '--out', join(folder, out)]);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(message);
      expect(stderr).toContain(`pyloom: cannot write the chart to ${join(folder, out)}`);
    }
  });

  it('names the Python that cannot be used', async () => {
    const { code, stderr } = await runDemo(['race', '--python', '/there/is/no/python']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^pyloom: .*\/there\/is\/no\/python.*does not exist/);
  });

  it('tells who fell, and how', async () => {
    writeFileSync(
      join(folder, 'sitecustomize.py'),
      'import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n',
    );
    const env = { ...process.env, PYTHONPATH: folder };
    const { code, stdout, stderr } = await runDemo([...short, '--mode', 'multi_executor'], env);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      `pyloom: multi_executor ${python.version} ended in the middle of the race (SIGKILL)\n`,
    );
  });
});

it('takes the process of the racer along when it is told to leave', async () => {
  writeFileSync(join(folder, 'sitecustomize.py'), 'import os\nos.write(2, b"here is Python\\n")\n');
  const args = [...short, '--job', 'io', '--calls', '100000'];
  const race = spawn(process.execPath, [cli, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PYTHONPATH: folder },
  });
  const closed = once(race, 'close');
  const [text] = await once(race.stderr.setEncoding('utf8'), 'data');
  // Each process that starts Python says so; two may have done it by now.
  expect(text).toMatch(/^(here is Python\n)+$/);
  race.stderr.resume();
  race.kill('SIGTERM');
  // stderr is the racer's as well: it closes when both have left.
  expect(await closed).toEqual([143, null]);
});
