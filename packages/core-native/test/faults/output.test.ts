// docs/reliability.md: nobody reads what Python prints, or there is no room for it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { expect, it } from 'vitest';
import { pools } from '../support/python';
import { packageFolder } from '../support/run-child';

/** Prints three times once its standard input ends, and tells on standard error how that went. */
const program = ({ pool = 'home', before = '', after = '' }) => `
  import { open } from './test/support/core.mjs';
  const py = await open();
  ${before}
  for await (const chunk of process.stdin);
  const report = [];
  for (let i = 0; i < 3; i += 1) {
    const printing = py.exec('${pool}', 'print("text", flush=True)');
    report.push(await printing.then(() => 'printed', (error) => error.type));
  }
  report.push(await py.call('${pool}', 'math', 'sqrt', [9]));
  console.error(report.join(' '));
  ${after}
`;

async function run(source: string, stdout: 'pipe' | number = 'pipe') {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], {
    cwd: packageFolder,
    stdio: ['pipe', stdout, 'pipe'],
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  if (child.stdout) {
    child.stdout.destroy();
    await once(child.stdout, 'close');
  }
  child.stdin?.end('go');
  const [code, signal] = await once(child, 'close');
  return { code, signal, stderr };
}

it.each(pools)('printing to a pipe that nobody reads is a BrokenPipeError in Python, in %s', async (pool) => {
  expect(await run(program({ pool }))).toEqual({
    code: 0,
    signal: null,
    stderr: 'BrokenPipeError BrokenPipeError BrokenPipeError 3\n',
  });
});

it('the process leaves as it wanted to, though what was printed cannot be written', async () => {
  expect(await run(program({ after: 'process.exit(7);' }))).toEqual({
    code: 7,
    signal: null,
    stderr: 'BrokenPipeError BrokenPipeError BrokenPipeError 3\n',
  });
});

it.runIf(process.platform === 'linux')(
  'printing to a device without room is an OSError in Python',
  async () => {
    const full = openSync('/dev/full', 'w');
    expect(await run(program({}), full)).toEqual({
      code: 0,
      signal: null,
      stderr: 'OSError OSError OSError 3\n',
    });
    closeSync(full);
  },
);

it('a handler takes what is printed, whatever standard output is', async () => {
  const source = program({
    before: `const lines = []; py.session.setEventHandler('stdout', (text) => lines.push(text));`,
    after: `console.error(JSON.stringify(lines.join('')));`,
  });
  expect(await run(source)).toEqual({
    code: 0,
    signal: null,
    stderr: 'printed printed printed 3\n"text\\ntext\\ntext\\n"\n',
  });
});
