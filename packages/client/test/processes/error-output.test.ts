// What a process writes to stderr goes on to Node's own, whoever reads that and whenever.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';

const client = new URL('../../dist/index.js', import.meta.url).href;

it.runIf(process.platform === 'linux')(
  'nobody waits for a reader of stderr but who writes, and nothing is lost',
  async () => {
    const code = `
    const { createPython } = await import('${client}');
    const py = await createPython({ mode: 'process', numProcesses: 2 });
    // More than all pipes hold.
    const writing = py.exec('import sys\\nfor i in range(30000): print("line", i, file=sys.stderr)\\nsys.stderr.flush()');
    let written = false;
    writing.then(() => { written = true; });
    // What looks after processes goes on meanwhile: it starts them, and sees their ends.
    const crashed = await py.call('os', '_exit', [3]).catch((error) => error);
    console.log(crashed.exitCode, await py.call('math', 'sqrt', [16]), written);
    process.stdin.once('data', async () => {
      await writing;
      await py.close();
      process.stdin.pause();
    });
  `;
    const node = spawn(process.execPath, ['--input-type=module', '-e', code]);
    node.stderr.pause();
    const [said] = await once(node.stdout.setEncoding('utf8'), 'data');
    expect(said).toBe('3 4 false\n');
    let errors = '';
    node.stderr.setEncoding('utf8').on('data', (text) => {
      errors += text;
    });
    node.stderr.resume();
    node.stdin.write('go on');
    expect(await once(node, 'close')).toEqual([0, null]);
    expect(errors.split('\n').filter(Boolean)).toEqual(Array.from({ length: 30000 }, (_, i) => `line ${i}`));
  },
);
