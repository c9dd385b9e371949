import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const folder = new URL('..', import.meta.url);
const readme = readFileSync(new URL('README.md', folder), 'utf8');
const run = promisify(execFile);
const options = { cwd: fileURLToPath(folder), timeout: 30_000 };

/** A snippet is announced by a comment with its file; what it prints follows, if it is run. */
const snippet = /<!-- (examples\/\S+) -->\n\n```(?:js|c)\n(.*?)```(?:\n\nprints\n\n```text\n(.*?)```)?/gs;
const snippets = [...readme.matchAll(snippet)].map(([, file = '', code = '', output]) => ({
  file,
  code,
  output,
}));

it('shows every example as it is', () => {
  const files = readdirSync(new URL('examples', folder)).map((file) => `examples/${file}`);
  expect(snippets.map(({ file }) => file).sort()).toEqual(files.sort());
  for (const { file, code } of snippets) expect(code).toBe(readFileSync(new URL(file, folder), 'utf8'));
});

it.each(snippets.filter(({ file }) => file.endsWith('.mjs')))('shows what $file prints', async (example) => {
  const { stdout, stderr } = await run(process.execPath, [example.file], options);
  expect({ stdout, stderr }).toEqual({ stdout: example.output, stderr: '' });
});

it.each(snippets.filter(({ file }) => file.endsWith('.c')))(
  'shows C that compiles: $file',
  async ({ file }) => {
    const flags = ['-std=c11', '-Wall', '-Wextra', '-Werror', '-Iinclude', '-fsyntax-only'];
    await run('cc', [...flags, file], options);
  },
);
