import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { examples, folder } from '../../docs/test/snippets.ts';
import { inProcesses, venv } from './library';

const run = promisify(execFile);
const shown = examples.filter(({ withLibraries }) => withLibraries);

// They choose their mode themselves.
describe.skipIf(inProcesses || 'missing' in venv)('the pages of docs/', () => {
  it.each(shown)('show what $file prints', async ({ file, output }) => {
    if ('missing' in venv) return;
    const env = { ...process.env, PYLOOM_PYTHON: venv.executable };
    const { stdout, stderr } = await run(process.execPath, [file], { cwd: fileURLToPath(folder), env });
    expect(stderr).toBe('');
    expect(stdout).toBe(output);
  });
});
