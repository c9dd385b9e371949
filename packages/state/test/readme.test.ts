import { readdirSync, readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { runNode } from './process/run-node';

const folder = new URL('..', import.meta.url);
const readme = readFileSync(new URL('README.md', folder), 'utf8');

/** A snippet is announced by a comment with its file, and followed by what it prints. */
const snippet = /<!-- (examples\/\S+) -->\n\n```(?:js|ts)\n(.*?)```\n\nprints\n\n```text\n(.*?)```/gs;
const snippets = [...readme.matchAll(snippet)].map(([, file = '', code = '', output = '']) => ({
  file,
  code,
  output,
}));

async function outputOf(file: string): Promise<string> {
  if (file.endsWith('.mjs')) {
    const { code, stdout, stderr } = await runNode(file);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout;
  }
  // `using` is beyond the oldest Node: vitest compiles it.
  let output = '';
  const log = vi.spyOn(console, 'log').mockImplementation((line) => {
    output += `${line}\n`;
  });
  try {
    await import(new URL(file, folder).href);
  } finally {
    log.mockRestore();
  }
  return output;
}

it('shows every example', () => {
  const files = readdirSync(new URL('examples', folder)).map((file) => `examples/${file}`);
  expect(snippets.map(({ file }) => file).sort()).toEqual(files.sort());
});

it.each(snippets)('shows $file as it is, and what it prints', async ({ file, code, output }) => {
  expect(code).toBe(readFileSync(new URL(file, folder), 'utf8'));
  expect(await outputOf(file)).toBe(output);
});
