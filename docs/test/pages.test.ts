import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { exampleFiles, examples, folder, pages, snippets } from './snippets';

/** The languages whose snippets are files; shell commands and output are text. */
const runnable = ['js', 'ts', 'py', 'python', 'javascript', 'typescript', 'mjs', 'cjs'];

const run = promisify(execFile);

describe.each(pages)('%s', (page) => {
  it('says of each snippet which file it is, or why it is not run', () => {
    const silent = snippets
      .filter((snippet) => snippet.page === page && runnable.includes(snippet.language))
      .filter(({ announcement = '' }) => !/^(examples\/\S+$|not run: .)/.test(announcement));
    expect(silent.map(({ code }) => code)).toEqual([]);
  });

  const shown = examples.filter((example) => example.page === page);
  if (shown.length === 0) return;

  it.each(shown)('shows $file as it is, and what it prints', async ({ file, code, output, varies }) => {
    expect(code).toBe(readFileSync(new URL(file, folder), 'utf8'));
    if (file.endsWith('.py') && output === undefined) return expect(usersOf(file)).not.toEqual([]);
    const [command, cwd] = [commandOf(file), fileURLToPath(folder)];
    const { stdout, stderr } = await run(command, [file], { cwd, timeout: 60_000 });
    expect(stderr).toBe('');
    if (varies) expect(stdout).not.toBe('');
    else expect(stdout).toBe(output ?? '');
  });
});

it('shows every example in a page', () => {
  const shown = new Set(examples.map(({ file }) => file));
  expect(exampleFiles.filter((file) => !shown.has(file))).toEqual([]);
});

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
      readFileSync(new URL(user, folder), 'utf8').includes(`'${module}'`),
  );
}
