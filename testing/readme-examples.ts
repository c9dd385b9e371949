import { readdirSync, readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { runNode } from './run-node.ts';

/** A snippet is announced by a comment with its file, and followed by what it prints. C prints nothing. */
const snippet = /<!-- (examples\/\S+) -->\n\n```(?:js|ts|c)\n(.*?)```(?:\n\nprints\n\n```text\n(.*?)```)?/gs;

/** Tests that the README of a package shows each file of its examples/ as it is, and what it prints. */
export function testExamples(folder: URL, env?: () => NodeJS.ProcessEnv): void {
  const readme = readFileSync(new URL('README.md', folder), 'utf8');
  const snippets = [...readme.matchAll(snippet)].map(([, file = '', code = '', output]) => ({
    file,
    code,
    output,
  }));

  it('shows every example as it is', () => {
    const files = readdirSync(new URL('examples', folder), { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => `examples/${name}`);
    expect(snippets.map(({ file }) => file).sort()).toEqual(files.sort());
    for (const { file, code } of snippets) expect(code).toBe(readFileSync(new URL(file, folder), 'utf8'));
  });

  it.each(snippets.filter(({ file }) => !file.endsWith('.c')))(
    'shows what $file prints',
    async ({ file, output }) => {
      expect(await (file.endsWith('.ts') ? outputHere(folder, file) : outputOf(folder, file, env?.()))).toBe(
        output,
      );
    },
  );
}

async function outputOf(folder: URL, file: string, env?: NodeJS.ProcessEnv): Promise<string> {
  const { code, stdout, stderr } = await runNode(folder, [file], env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

/** `using` is beyond the oldest Node: vitest compiles it. */
async function outputHere(folder: URL, file: string): Promise<string> {
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
