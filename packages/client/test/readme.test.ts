import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const folder = new URL('..', import.meta.url);
const readme = readFileSync(new URL('README.md', folder), 'utf8');

/** A snippet is announced by a comment with its file, and followed by what it prints. */
const snippet = /<!-- (examples\/\S+) -->\n\n```js\n(.*?)```\n\nprints\n\n```text\n(.*?)```/gs;
const snippets = [...readme.matchAll(snippet)].map(([, file = '', code = '', output = '']) => ({
  file,
  code,
  output,
}));

it('shows every example', () => {
  const files = readdirSync(new URL('examples', folder))
    .filter((file) => file.endsWith('.mjs'))
    .map((file) => `examples/${file}`);
  expect(snippets.map(({ file }) => file).sort()).toEqual(files.sort());
});

it.each(snippets)('shows $file as it is, and what it prints', async ({ file, code, output }) => {
  expect(code).toBe(readFileSync(new URL(file, folder), 'utf8'));
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [file], {
    cwd: fileURLToPath(folder),
    timeout: 30_000,
  });
  expect({ stdout, stderr }).toEqual({ stdout: output, stderr: '' });
});
