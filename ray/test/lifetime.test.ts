import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { describeRay, open, rejection, small, venv } from './ray';

/** The processes of a Ray, by the folder of its session, which they all name. */
function processesOf(session: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return ''; // It has ended.
      }
    })
    .filter((command) => command.includes(session));
}

async function untilNone(session: string): Promise<void> {
  const end = performance.now() + 20_000;
  while (processesOf(session).length > 0) {
    if (performance.now() > end) throw new Error(`still there:\n${processesOf(session).join('\n')}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const sessionFolder = "__import__('ray')._private.worker._global_node.get_session_dir_path()";

describeRay('a Ray of its own', () => {
  it('ends with the client, whose calls are cut off', async () => {
    const py = await open({ sysPath: [import.meta.dirname], preload: 'import this_is_ray' });
    const session = await py.eval<string>(sessionFolder);
    expect(processesOf(session).length).toBeGreaterThan(2);
    expect(await py.call('this_is_ray', 'answer')).toBe(42);
    // What was preloaded is there before it is imported.
    expect(await py.call('builtins', 'eval', ['"this_is_ray" in globals()'])).toBe(true);
    const running = rejection(py.call('time', 'sleep', [1000]));
    await py.close({ timeout: 100 });
    expect(await running).toMatchObject({ code: 'ERR_PYLOOM_CLOSED' });
    await untilNone(session);
  });

  it('ends with a driver that is killed; a new driver has a new one, prepared as the first', async () => {
    const py = await open();
    await py.defineModule('ray_defined', 'def f(): return 1');
    const session = await py.eval<string>(sessionFolder);
    const driver = await py.eval<number>("__import__('os').getpid()");
    const running = rejection(py.call('time', 'sleep', [1000]));
    expect(await py.call('ray_defined', 'f')).toBe(1);
    const stored = await py.call('builtins', 'list', ['ab'], { as: 'ref' });
    process.kill(driver, 'SIGKILL');
    expect(await running).toMatchObject({ code: 'ERR_PYLOOM_CRASHED', pid: driver });
    expect(await py.call('ray_defined', 'f')).toBe(1);
    expect(await py.eval('__import__("os").getpid()')).not.toBe(driver);
    expect(await rejection(py.call('builtins', 'len', [stored]))).toMatchObject({
      code: 'ERR_PYLOOM_CLOSED',
      message: expect.stringContaining('process'),
    });
    await untilNone(session);
    await py.close();
  });

  it('outlives the thread that its driver was started by', async () => {
    const py = await open();
    const stored = await py.call('builtins', 'list', ['ab'], { as: 'ref' });
    await py.exec(`
      import threading, pyloom._driver as driver
      driver.disconnect()
      thread = threading.Thread(target=driver.connect)
      thread.start()
      thread.join()
    `);
    // It would be killed at once.
    for (let turn = 0; turn < 3; turn++) {
      expect(await py.call('time', 'sleep', [0.5], { timeout: 60_000 })).toBe(null);
    }
    // That is another Ray.
    const error = await rejection(py.call('builtins', 'len', [stored]));
    expect(error).toMatchObject({ type: 'ObjectLostError' });
    expect(error.message).toContain('the list was lost with the cluster');
    await py.close();
  });

  it('is refused where none can be had, with what to do', async () => {
    const error = await rejection(open({ ray: { address: '127.0.0.1:1' } }));
    expect(error).toMatchObject({ code: 'ERR_PYLOOM_START' });
    expect(error.message).toContain('ray start --address=127.0.0.1:1 --num-cpus=0');
  });

  it('is told of by the doctor', async () => {
    const cli = join(import.meta.dirname, '../node_modules/.bin/pyloom');
    const python = 'executable' in venv ? venv.executable : '';
    const { stdout } = await promisify(execFile)(cli, ['doctor', '--json', '--python', python]);
    expect(JSON.parse(stdout).ray).toMatchObject({
      version: '2.60.0',
      how: expect.stringContaining('ray start --address=HOST:6379 --num-cpus=0'),
    });
  });

  it('has the environment that was asked for', async () => {
    const py = await open({ ray: { ...small, runtimeEnv: { env_vars: { RAY_TEST: 'yes' } } } });
    expect(await py.call('os', 'getenv', ['RAY_TEST'])).toBe('yes');
    await py.close();
  });
});
