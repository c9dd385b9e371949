import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { mustRun, run, said, within } from '../lib/run.mjs';

afterEach(() => vi.unstubAllEnvs());

const module = JSON.stringify(pathToFileURL(join(import.meta.dirname, '../lib/run.mjs')).href);
const node = process.execPath;

// A grandchild that is gone no longer listens. Its process id tells less: it may be a zombie for a while.
const grandchild =
  'require("net").createServer().listen(0, "127.0.0.1", function () { console.log(this.address().port) })';
const parent = `
  require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}], { stdio: 'inherit' });
  setInterval(() => {}, 1000);`;

/** @param {number} port */
function connect(port) {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ port, host: '127.0.0.1' }, () => resolve(socket.destroy()));
    socket.once('error', reject);
  });
}

describe('run', () => {
  it('gives the exit code and what was written to both streams', async () => {
    const script = 'process.stdout.write("out"); process.stderr.write("err"); process.exitCode = 3';
    const result = await run(node, ['-e', script]);
    expect(result).toMatchObject({ failed: true, exitCode: 3, stdout: 'out' });
    expect(said(result)).toContain('err');
  });

  it('says why a command could not be started', async () => {
    const result = await run('no-such-command-of-pyloom', []);
    expect(result.failed).toBe(true);
    expect(said(result)).toContain('no-such-command-of-pyloom ENOENT');
    await expect(mustRun('it cannot be had', 'no-such-command-of-pyloom', ['x'])).rejects.toThrow(
      /^it cannot be had:\n.*no-such-command-of-pyloom x/,
    );
  });

  it('tells turbo to tell nobody', async () => {
    expect(
      (await run(node, ['-p', 'process.env.TURBO_TELEMETRY_DISABLED'], { env: { A: '1' } })).stdout,
    ).toBe('1');
  });
});

describe('within', () => {
  it.runIf(process.platform === 'linux')(
    'ends a command past its limit together with its children',
    async () => {
      const { failed, stdout } = await run(...within(8, [node, '-e', parent]));
      expect(failed).toBe(true);
      expect(Number(stdout)).toBeGreaterThan(0);
      await expect(connect(Number(stdout))).rejects.toThrow('ECONNREFUSED');
    },
  );

  it.runIf(process.platform === 'linux')('ends them with us', async () => {
    const script = `
      const { run, within } = await import(${module});
      await run({ stdout: 1 })(...within(60, [process.execPath, '-e', ${JSON.stringify(parent)}]));`;
    const ours = spawn(node, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [port] = await once(ours.stdout, 'data');
    ours.kill('SIGINT');
    // It holds the pipe, too, and so do its children.
    await once(ours, 'close');
    await expect(connect(Number(port))).rejects.toThrow('ECONNREFUSED');
  });

  it('ends the command alone where there is no such program', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pyloom-empty-'));
    vi.stubEnv('PATH', folder);
    const command = within(1, [node, '-e', 'setInterval(() => {}, 1000)']);
    rmSync(folder, { recursive: true });
    expect(command[0]).toBe(node);
    expect(await run(...command)).toMatchObject({ failed: true, timedOut: true });
  });
});
