// docs/reliability.md: pyloom writes to its cache alone, and does without where it cannot.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { packageFolder, runModule } from '../support/run-child';

const folder = mkdtempSync(join(tmpdir(), 'pyloom-disk-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const works = `const py = await open(); console.log(await py.call('home', 'math', 'sqrt', [9]));`;

it.runIf(process.platform === 'linux')(
  'starts and works where neither cache nor temporary folder can be made',
  async () => {
    // Nobody can make anything in /proc, not even root.
    const nowhere = { TMPDIR: '/proc/nowhere', PYLOOM_CACHE: '/proc/nowhere', PYLOOM_NO_CACHE: undefined };
    expect(await runModule(works, { env: nowhere })).toMatchObject({ code: 0, stdout: '3\n', stderr: '' });
  },
);

/** Whether a file system of its own can be mounted for a process, as root or in a user namespace. */
function canMount(): boolean {
  try {
    execFileSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

it.runIf(canMount())('starts and works on a full disk', () => {
  const source = `import { open } from './test/support/core.mjs'; ${works}`;
  const script = `
    mount -t tmpfs -o size=64k none ${folder} && mkdir ${folder}/cache && chmod 700 ${folder}/cache
    cat /dev/zero > ${folder}/all 2> /dev/null
    export TMPDIR=${folder} PYLOOM_CACHE=${folder}/cache PYLOOM_NO_CACHE=
    "$0" --input-type=module --eval "$1" && ls -A ${folder}/cache`;
  const args = ['-rm', 'sh', '-c', script, process.execPath, source];
  expect(execFileSync('unshare', args, { cwd: packageFolder, encoding: 'utf8' })).toBe('3\n');
});
