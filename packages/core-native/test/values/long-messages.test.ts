// A frame counts its bytes in 32 bits: what is longer is refused, never cut short.
import { expect, it } from 'vitest';
import { runModule } from '../support/run-child';

const limited = `
  import { createRequire } from 'node:module';
  const py = await open({ size: 1 });
  py.session.registerHostFunction('take', () => {});
  await py.define('long', 'import pyloom\\ndef give(n): return ["x" * 1000] * n\\n'
    + 'def send(n): pyloom.call("take", ["x" * 1000] * n)\\ndef name(n): pyloom.call("take", texts=["x" * 1000] * n)');
  createRequire(import.meta.url)('node-gyp-build')(process.cwd()).connect().limitMessages(1 << 20);
`;

it('refuses results and arguments of host functions that are too long for a frame, and goes on', async () => {
  const { stdout, stderr } = await runModule(`${limited}
    for (const name of ['give', 'send', 'name']) {
      await py.call('home', 'long', name, [2000]).catch((error) => console.log(name, error.code, error.type, error.message));
      console.log((await py.call('home', 'long', name, [100]))?.length);
    }
    process.exit();
  `);
  const lines = stdout.trimEnd().split('\n');
  expect(
    lines.filter((_, i) => i % 2 === 1),
    stderr,
  ).toEqual(['100', 'undefined', 'undefined']);
  expect(lines[0]).toMatch(/^give ERR_PYLOOM_CONVERSION .*longer than 1048576 bytes/);
  expect(lines[2]).toMatch(/^send ERR_PYLOOM_PYTHON ConversionError .*longer than 1048576 bytes/);
  expect(lines[4]).toMatch(/^name ERR_PYLOOM_PYTHON ConversionError .*longer than 1048576 bytes/);
});
