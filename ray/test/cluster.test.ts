import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { PyRef, Python } from '@pyloom/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RayNodes } from '../../apps/demo/src/cluster/ray-nodes.ts';
import { describeRay, open, rejection, venv } from './ray';

const source = `
import ray, time

def node():
    return ray.get_runtime_context().get_node_id()

def sleep(seconds):
    time.sleep(seconds)
    return node()

def numbers(seconds):
    """So many that they stay where they are made."""
    time.sleep(seconds)
    return list(range(200_000))
`;

describeRay('a cluster of three nodes', () => {
  let cluster: RayNodes;
  let py: Python;
  beforeAll(async () => {
    if ('missing' in venv) return;
    cluster = await RayNodes.start(venv.executable);
    const env = { RAY_gcs_rpc_server_reconnect_timeout_s: '5' };
    py = await open({ ray: { address: cluster.address }, maxConcurrent: 12, process: { env } });
    await py.defineModule('ray_nodes', source);
  });
  afterAll(async () => {
    await py?.close();
    await cluster?.[Symbol.asyncDispose]();
  });

  const call = (name: string, ...args: unknown[]) => py.call<string>('ray_nodes', name, args);
  /** Outcomes in short: which node, or which error. */
  const settled = async (calls: Promise<string>[]) =>
    (await Promise.allSettled(calls)).map((each) =>
      each.status === 'fulfilled' ? 'done' : String((each.reason as { code?: string }).code ?? each.reason),
    );

  it('runs calls on all of them', async () => {
    expect(py.numExecutors).toBe(3);
    const nodes = await Promise.all(Array.from({ length: 6 }, () => call('sleep', 1)));
    expect(new Set(nodes).size).toBe(3);
  });

  it('is told apart from one of other versions, which both are named, also by the doctor', async () => {
    if ('missing' in venv) return;
    const { executable } = venv;
    const { address } = cluster;
    const ours = await py.eval<[string, string]>(
      '[__import__("ray").__version__, __import__("platform").python_version()]',
    );
    const here = `${executable} has Ray ${ours[0]} on Python ${ours[1]}`;
    const cli = join(import.meta.dirname, '../node_modules/@pyloom/client/dist/cli.js');
    const doctor = async () => {
      const args = [cli, 'doctor', '--json', '--python', executable, '--ray', address];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      return JSON.parse(await text(child.stdout));
    };
    expect(await doctor()).toMatchObject({ ok: true, ray: { cluster: { address, executors: 3 } } });

    await cluster.do(`versions 2.1.0 ${ours[1]}`);
    const { ok, error } = await doctor();
    expect([ok, error.code]).toEqual([false, 'ERR_PYLOOM_START']);
    expect(error.message).toContain(
      `the cluster at ${address} runs Ray 2.1.0 on Python ${ours[1]}, and ${here}: install the cluster's here: ${executable} -m pip install ray==2.1.0`,
    );
    await cluster.do(`versions ${ours[0]} 3.8.1`);
    expect((await rejection(open({ ray: { address } }))).message).toContain(
      `runs Ray ${ours[0]} on Python 3.8.1, and ${here}: give createPython({ python }) a Python 3.8.1 with ray==${ours[0]}`,
    );
    await cluster.do(`versions ${ours.join(' ')}`);
    await (await open({ ray: { address } })).close();
  });

  it('loses a node under its calls: all of them settle, and others go on', async () => {
    const calls = Array.from({ length: 6 }, () => call('sleep', 4));
    await call('node'); // They have begun: three run, three wait, and this one comes after some of them.
    const late = Array.from({ length: 3 }, () => call('sleep', 20));
    await new Promise((resolve) => setTimeout(resolve, 2000));
    await cluster.do('kill node');
    for (const each of await settled([...calls, ...late]))
      expect(['done', 'ERR_PYLOOM_CRASHED']).toContain(each);
    expect(await call('sleep', 0)).toMatch(/^[0-9a-f]+$/);
  });

  it('loses what was stored on a node: calls that take it say so, unless it may be made again', async () => {
    const keep = (resources?: object) =>
      py.call<PyRef>('ray_nodes', 'numbers', [2], { as: 'ref', ...(resources && { resources }) });
    const lasting = await Promise.all([1, 2].map(() => keep({ retries: 1 })));
    const numbers = await Promise.all([1, 2].map(() => keep()));
    await cluster.do('kill node');
    const read = async (each: PyRef) => py.call('builtins', 'len', [each]);
    const outcomes = await Promise.allSettled(numbers.map(read));
    expect(outcomes).toContainEqual({ status: 'fulfilled', value: 200_000 });
    const [lost] = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    expect(lost).toMatchObject({ code: 'ERR_PYLOOM_PYTHON', type: 'ObjectLostError' });
    expect(lost.message).toMatch(/the list was lost with the machine .* make it again/);
    expect(await Promise.all(lasting.map(read))).toEqual([200_000, 200_000]);
  });

  it('is lost as a whole under its calls, and is there again', async () => {
    const calls = Array.from({ length: 4 }, () => call('sleep', 1000));
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await cluster.do('kill head');
    expect(new Set(await settled(calls))).toEqual(new Set(['ERR_PYLOOM_CRASHED']));
    const without = await settled([call('node')]);
    expect(['ERR_PYLOOM_START', 'ERR_PYLOOM_CRASHED', 'ERR_PYLOOM_PYTHON']).toContain(without[0]);
    await cluster.do('start head');
    await expect.poll(() => settled([call('node')]), { timeout: 60_000 }).toEqual(['done']);
  });
});
