import { createConnection } from 'node:net';
import { expect, it } from 'vitest';
import { run } from '../lib/child.mjs';

it('gives the exit code and what was written to both streams', async () => {
  const script = 'process.stdout.write("out"); process.stderr.write("err"); process.exitCode = 3';
  const { code, output } = await run(process.execPath, ['-e', script]);
  expect(code).toBe(3);
  expect(output).toContain('out');
  expect(output).toContain('err');
});

it('gives 127 for a command that is not there', async () => {
  expect((await run('no-such-command-of-pyloom', [])).code).toBe(127);
});

it('gives 128 and the number of the signal', async () => {
  expect((await run(process.execPath, ['-e', 'process.kill(process.pid, "SIGKILL")'])).code).toBe(137);
});

it('hands over whole lines', async () => {
  /** @type {string[]} */
  const lines = [];
  await run(process.execPath, ['-e', 'console.log("a\\nb")'], { onLine: (line) => lines.push(line) });
  expect(lines).toEqual(['a', 'b']);
});

it('ends a command past its limit together with its children', async () => {
  // A grandchild that is gone no longer listens. Its process id tells less: it may be a zombie for a while.
  const grandchild =
    'require("net").createServer().listen(0, "127.0.0.1", function () { console.log(this.address().port) })';
  const script = `
    require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}], { stdio: 'inherit' });
    setInterval(() => {}, 1000);`;
  const { timedOut, output } = await run(process.execPath, ['-e', script], { limit: 2_000 });
  expect(timedOut).toBe(true);
  expect(Number(output)).toBeGreaterThan(0);
  await expect(connect(Number(output))).rejects.toThrow('ECONNREFUSED');
});

/** @param {number} port */
function connect(port) {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ port, host: '127.0.0.1' }, () => resolve(socket.destroy()));
    socket.once('error', reject);
  });
}
