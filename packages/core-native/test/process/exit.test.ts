import { describe, expect, it } from 'vitest';
import { pools } from '../support/python';
import { runModule } from '../support/run-child';
import { expectToLeave } from './leaving';

const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
const glibc = header.glibcVersionRuntime !== undefined;

const endless = {
  'a busy loop': 'busy',
  'code that catches every interrupt': 'deaf',
  'a sleep in C': 'sleep',
  'C code that keeps the GIL, if there is one': 'sleep_with_gil',
  'a wait for JavaScript': 'ask',
  'a task that waits': 'wait',
  'a busy task': 'busy_task',
};

describe.each(pools)('process.exit() in the middle of calls in the pool %s', (pool) => {
  it.each(Object.entries(endless))('leaves at once during %s', async (_what, name) => {
    const source = `
      const py = await open();
      py.start('${pool}', '${name}');
      await py.running(1);
      leaving();
      process.exit(7);
    `;
    await expectToLeave(source, { code: 7, signal: null, stdout: '' });
  });

  it('leaves at once with all lanes busy and more calls queued', async () => {
    const source = `
      const py = await open({ size: 4 });
      for (let i = 0; i < 4; i += 1) py.start('${pool}', 'busy');
      await py.running(4);
      for (let i = 0; i < 100; i += 1) py.start('${pool}', 'busy');
      await null; // sent
      leaving();
      process.exit(7);
    `;
    await expectToLeave(source, { code: 7, signal: null });
  });

  it('writes out what was printed, with and without a newline', async () => {
    const source = `
      const py = await open();
      await py.exec('${pool}', 'print("a line")');
      await py.exec('${pool}', 'print("a piece", end="")');
      py.start('${pool}', 'busy');
      await py.running(1);
      leaving();
      process.exit(7);
    `;
    await expectToLeave(source, { code: 7, signal: null, stdout: 'a line\na piece' });
  });
});

// What a library does at the end, destroy what it holds, is no good while a lane computes with it: abort() stands for it here.
describe.skipIf(!glibc)('the exit handlers of a library', () => {
  const register = `
    const py = await open();
    await py.exec('home', [
      'import ctypes',
      'libc = ctypes.CDLL(None)',
      'libc.on_exit(ctypes.cast(libc.abort, ctypes.c_void_p), None)',
    ].join('\\n'));
  `;

  it('run when no lane is busy', async () => {
    expect(await runModule(`${register} process.exit(7);`)).toMatchObject({ signal: 'SIGABRT' });
  });

  it.each(['busy', 'sleep', 'ask'])('do not run in the middle of a call: %s', async (name) => {
    const source = `
      ${register}
      await py.exec('home', 'print("a piece", end="")');
      py.start('home', '${name}');
      await py.running(1);
      leaving();
      process.exit(7);
    `;
    await expectToLeave(source, { code: 7, signal: null, stdout: 'a piece' });
  });
});

it.runIf(pools.length > 1)(
  'writes out what a sub-interpreter printed though C code keeps the GIL of the main one',
  async () => {
    const source = `
      const py = await open();
      await py.exec('work', 'print("a piece", end="")');
      py.start('home', 'sleep_with_gil');
      await py.running(1);
      leaving();
      process.exit(7);
    `;
    await expectToLeave(source, { code: 7, signal: null, stdout: 'a piece' });
  },
);

describe('other ends', () => {
  const busy = `
    const py = await open();
    await py.exec('home', 'print("a piece", end="")');
    for (const name of ['busy', 'sleep', 'ask', 'wait']) py.start('home', name);
    await py.running(4);
  `;

  it('ends with code 1 after an uncaught exception', async () => {
    const source = `${busy} setImmediate(() => { leaving(); throw new Error('of the program'); });`;
    await expectToLeave(source, { code: 1, signal: null, stdout: 'a piece' }, ({ stderr }) =>
      expect(stderr).toContain('Error: of the program'),
    );
  });

  it('ends with code 1 after an unhandled rejection', async () => {
    const source = `${busy} leaving(); Promise.reject(new Error('of the program'));`;
    await expectToLeave(source, { code: 1, signal: null, stdout: 'a piece' }, ({ stderr }) =>
      expect(stderr).toContain('Error: of the program'),
    );
  });

  it('ends with code 1 after an error of Python that nobody handles', async () => {
    const source = `${busy} py.exec('home', 'raise ValueError("of Python")').catch((error) => { leaving(); throw error; });`;
    await expectToLeave(source, { code: 1, signal: null, stdout: 'a piece' }, ({ stderr }) =>
      expect(stderr).toContain('PythonError: ValueError: of Python'),
    );
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('is ended by %s', async (signal) => {
    // `signal` and what imports it must not take signals over.
    const source = `
      const py = await open();
      await py.exec('home', 'import signal, asyncio, subprocess; print("a line")');
      for (const name of ['busy', 'sleep', 'ask', 'wait']) py.start('home', name);
      await py.running(4);
      leaving();
      process.kill(process.pid, '${signal}');
      setInterval(() => {}, 1000);
    `;
    await expectToLeave(source, { code: null, signal, stdout: 'a line\n' });
  });

  it.each(['SIGTERM', 'SIGINT'])("leaves %s to the program's handler", async (signal) => {
    const source = `
      ${busy}
      process.on('${signal}', () => process.exit(7));
      leaving();
      process.kill(process.pid, '${signal}');
    `;
    await expectToLeave(source, { code: 7, signal: null, stdout: 'a piece' });
  });

  it('leaves from within a host function, asynchronous and synchronous', async () => {
    const source = (call: string) => `
      const py = await open();
      await py.exec('home', 'print("a piece", end="")');
      py.session.registerHostFunction('leave', () => { leaving(); process.exit(7); });
      ${call};
    `;
    const code = '"import pyloom; pyloom.call(\'leave\')"';
    const end = { code: 7, signal: null, stdout: 'a piece' };
    await expectToLeave(source(`await py.exec('home', ${code})`), end);
    await expectToLeave(source(`py.callSync('builtins', 'exec', [${code}, {}])`), end);
  });

  it('leaves while the runtime starts', async () => {
    for (const delay of [0, 1, 3, 10, 20]) {
      const { code, signal } = await runModule(`open(); setTimeout(() => process.exit(7), ${delay});`);
      expect({ delay, code, signal }).toEqual({ delay, code: 7, signal: null });
    }
  });

  it('keeps threads off the libraries that are being torn down', async () => {
    for (let run = 0; run < 5; run += 1) {
      const { code, signal } = await runModule(`
        const py = await open();
        for (let i = 0; i < 4; i += 1) py.start('home', 'hash_on');
        await py.running(4);
        process.exit(7);
      `);
      expect({ code, signal }).toEqual({ code: 7, signal: null });
    }
  });
});

describe('the natural end', () => {
  it.each(pools)('comes when nothing is under way, and writes out what was printed in %s', async (pool) => {
    const source = `
      const py = await open();
      await py.exec('${pool}', 'print("a line")');
      await py.exec('${pool}', 'print("a piece", end="")');
      leaving();
    `;
    await expectToLeave(source, { code: 0, signal: null, stdout: 'a line\na piece' });
  });

  it('waits for calls in flight', async () => {
    const { code, stdout } = await runModule(`
      const py = await open();
      py.exec('home', 'import time; time.sleep(0.3); print("done")');
    `);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'done\n' });
  });

  it('comes after the last session has closed, though its calls were cut off', async () => {
    const source = `
      const py = await open();
      const ends = ['busy', 'sleep', 'ask', 'wait'].map((name) => py.submit('home', 'endless', name).promise);
      await py.running(4);
      leaving();
      py.session.close();
      for (const { reason } of await Promise.allSettled(ends)) console.log(reason.code);
    `;
    await expectToLeave(source, { code: 0, signal: null, stdout: 'ERR_PYLOOM_CLOSED\n'.repeat(4) });
  });

  it('comes with threads that Python started and left running', async () => {
    const source = `
      const py = await open();
      await py.exec('home', 'import threading, time; threading.Thread(target=time.sleep, args=(1000,)).start()');
      leaving();
    `;
    await expectToLeave(source, { code: 0, signal: null });
  });
});
