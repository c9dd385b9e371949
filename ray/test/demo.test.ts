import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { ClusterReport } from '../../apps/demo/src/cluster/report.ts';
import { plainPython } from '../../apps/demo/test/support/plain-python.ts';
import { cli, runDemo } from '../../apps/demo/test/support/run-demo.ts';
import { describeRay, venv } from './ray';

/** Source that takes long enough for all nodes to have a share of it, and for one to be killed while it has. */
const package_ = 'numpy';

/** What the demo starts inherits this, so that what is left of it can be told from all else. */
function marked(): { env: NodeJS.ProcessEnv; left(): string[] } {
  const mark = `PYLOOM_TEST_MARK=${randomUUID()}`;
  const [name = '', value] = mark.split('=');
  const isOurs = (pid: string) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(mark);
    } catch {
      return false; // It has ended by now.
    }
  };
  return {
    env: { ...process.env, [name]: value },
    left: () => readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isOurs(name)),
  };
}

describeRay('the demo on a cluster', () => {
  const python = 'executable' in venv ? venv.executable : '';

  it('loses a node half-way, counts what plain Python counts, and leaves nothing running', async () => {
    const { env, left } = marked();
    const folder = await plainPython<string>(
      python,
      '-c',
      `import json, ${package_}; print(json.dumps(${package_}.__path__[0]))`,
    );
    const { code, stdout, stderr } = await runDemo(['cluster', '--json', '--folder', folder], env);
    expect(stderr).toContain('Killing node 3');
    expect(code).toBe(0);
    const report: ClusterReport = JSON.parse(stdout);
    expect(report.differences).toEqual([]);
    const plain = await plainPython<ClusterReport['plain']['counts']>(python, '-m', 'survey', folder);
    expect(report.plain.counts).toEqual(plain);
    expect(report).toMatchObject({
      files: plain.files,
      lines: plain.lines,
      tokens: plain.tokens,
      functions: plain.functions,
      classes: plain.classes,
    });
    expect(report.nodes.map(({ killed }) => killed)).toEqual([false, false, true]);
    expect(report.processes).toHaveLength(2);
    const files = plain.files + plain.skipped;
    for (const shares of [report.nodes, report.processes])
      expect(shares.reduce((sum, { files }) => sum + files, 0)).toBe(files);
    // What the node was at when it was killed was run again, by another one.
    const { running, againOn } = report.killed;
    expect(report.begun).toBeGreaterThan(files);
    expect(running).toMatch(/\.py$/);
    expect(report.nodes.map(({ node }) => node).slice(0, 2)).toContain(againOn);
    expect(report.limit.max).toBe(6);
    expect(report.limit.mostAtOnce).toBeLessThanOrEqual(6);
    expect(left()).toEqual([]);
  }, 400_000);

  it('leaves nothing running after Ctrl-C', async () => {
    const { env, left } = marked();
    const demo = spawn(process.execPath, [cli, 'cluster', '--json'], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const ended = once(demo, 'close');
    let said = '';
    for await (const text of demo.stderr.setEncoding('utf8')) {
      said += text;
      // Redis, Ray, its workers and both processes are at work.
      if (said.includes('Surveying: 25 %')) break;
    }
    expect(left().length).toBeGreaterThan(6);
    demo.kill('SIGINT');
    const [code] = await ended;
    expect(code).toBe(130);
    expect(left()).toEqual([]);
  });
});
