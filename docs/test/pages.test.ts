import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findPython } from '@pyloom/client';
import { afterAll, describe, expect, it } from 'vitest';
import { packagesVenv } from '../../testing/packages-venv.ts';
import { RedisServer } from '../../testing/redis-server.ts';
import { exampleFiles, examples, folder, pages, snippets } from './snippets';

/** The languages whose snippets are files; shell commands and output are text. */
const runnable = ['js', 'ts', 'py', 'python', 'javascript', 'typescript', 'mjs', 'cjs'];

const python = await findPython();

const run = promisify(execFile);

let redis: Promise<RedisServer> | undefined;
afterAll(async () => (await redis)?.stop());

describe.each(pages)('%s', (page) => {
  it('says of each snippet which file it is, or why it is not run', () => {
    const silent = snippets
      .filter((snippet) => snippet.page === page && runnable.includes(snippet.language))
      .filter(
        ({ announcement = '' }) =>
          !/^(examples\/\S+?(, with [\w ]+|, not run: .+)?$|not run: .)/.test(announcement),
      );
    expect(silent.map(({ code }) => code)).toEqual([]);
  });

  const shown = examples.filter((example) => example.page === page);
  if (shown.length === 0) return;

  it.for(shown)('shows $file as it is, and what it prints', async (example, { skip }) => {
    const { file, code, output, varies, packages, withLibraries, withRay, isRun } = example;
    expect(code).toBe(readFileSync(new URL(file, folder), 'utf8'));
    if (withLibraries || withRay || !isRun) return;
    if (file.endsWith('.py') && output === undefined) return expect(usersOf(file)).not.toEqual([]);
    const [command, cwd] = [commandOf(file), fileURLToPath(folder)];
    const venv = packages && packagesVenv(python, packages);
    if (venv && 'missing' in venv) return skip(venv.missing);
    const env = {
      ...process.env,
      ...(venv && { PYLOOM_PYTHON: venv.executable }),
      ...(code.includes('REDIS_URL') && { REDIS_URL: await redisUrl() }),
    };
    const { stdout, stderr } = await run(command, [file], { cwd, timeout: 140_000, env });
    expect(stderr).toBe('');
    if (varies) expect(stdout).not.toBe('');
    else expect(stdout).toBe(output ?? '');
  });
});

it('shows every example in a page', () => {
  const shown = new Set(examples.map(({ file }) => file));
  expect(exampleFiles.filter((file) => !shown.has(file))).toEqual([]);
});

async function redisUrl(): Promise<string> {
  redis ??= RedisServer.start();
  return (await redis).url;
}

function commandOf(file: string): string {
  return file.endsWith('.py') ? (process.env.PYLOOM_PYTHON ?? 'python3') : process.execPath;
}

/** The examples of the same folder that import a Python module, which is tested by running them. */
function usersOf(file: string): string[] {
  const [, module = ''] = /(\w+)\.py$/.exec(file) ?? [];
  return exampleFiles.filter(
    (user) =>
      user.endsWith('.mjs') &&
      dirname(user) === dirname(file) &&
      new RegExp(`'${module}[':]`).test(readFileSync(new URL(user, folder), 'utf8')),
  );
}
