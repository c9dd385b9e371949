import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runProgram } from './support/run-cli';

const program = join(import.meta.dirname, 'fixtures/run.mjs');

/** Runs the body in a process of its own, which gets a SIGINT each time that it prints READY. */
function interrupted(body: string) {
  const onOutput = (text: string, child: ChildProcess) => {
    for (const _ of text.matchAll(/READY/g)) child.kill('SIGINT');
  };
  return runProgram([program, body], { onOutput });
}

/** Says so itself, past Node.js: JavaScript is blocked. */
const endless = 'import os\\nos.write(1, b"READY\\\\n")\\nwhile True: pass';

describe('Ctrl-C while Python loops inside callSync', () => {
  it('ends a program that does not handle it', async () => {
    const ended = await interrupted(`
      const py = await client.createPython();
      py.execSync('${endless}');
    `);
    expect(ended).toMatchObject({ code: null, signal: 'SIGINT' });
  });

  it('is a KeyboardInterrupt in Python when JavaScript handles it, and reaches the handler as well', async () => {
    const ended = await interrupted(`
      const py = await client.createPython();
      process.once('SIGINT', () => { console.log('handler'); process.exit(3); });
      try { py.execSync('${endless}'); } catch (error) { console.log(error.code, error.type); }
      setInterval(() => {}, 1000);
    `);
    expect(ended).toMatchObject({
      code: 3,
      stdout: 'READY\nERR_PYLOOM_PYTHON KeyboardInterrupt\nhandler\n',
      stderr: '',
    });
  });

  it('is so for a handler that was there before, and no longer when it has gone', async () => {
    const ended = await interrupted(`
      const handler = () => {};
      process.on('SIGINT', handler);
      const py = await client.createPython();
      try { py.execSync('${endless}'); } catch (error) { console.log(error.type); }
      await new Promise(setImmediate);
      process.off('SIGINT', handler);
      await new Promise((resolve) => setTimeout(resolve, 100));
      py.execSync('${endless}');
    `);
    expect(ended).toMatchObject({ signal: 'SIGINT', stdout: 'READY\nKeyboardInterrupt\nREADY\n' });
  });

  it('leaves Python code alone that catches it, and the next call', async () => {
    const ended = await interrupted(`
      const py = await client.createPython();
      process.on('SIGINT', () => {});
      console.log(py.evalSync('(lambda: 1)()'));
      py.execSync('import os\\ntry:\\n    os.write(1, b"READY\\\\n")\\n    while True: pass\\nexcept KeyboardInterrupt: caught = True');
      console.log(py.evalSync('caught'), py.callSync('math', 'sqrt', [16]));
      process.exit();
    `);
    expect(ended).toMatchObject({ code: 0, stdout: '1\nREADY\ntrue 4\n', stderr: '' });
  });
});
