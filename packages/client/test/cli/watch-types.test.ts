import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli } from '../support/run-cli';

const folder = mkdtempSync(join(tmpdir(), 'pyloom-watch-'));
afterAll(() => rmSync(folder, { recursive: true }));

const source = join(folder, 'watched.py');
const output = join(folder, 'watched.types.d.ts');

describe('pyloom types --watch', () => {
  it('writes the types whenever the module changes, whatever is wrong with it meanwhile', async () => {
    writeFileSync(source, 'def first(a: int) -> str: return ""\n');
    const seen: string[] = [];
    const steps = [
      () => writeFileSync(source, 'def second(a: int) -> str: return ""\n'),
      () => writeFileSync(source, 'def broken(\n'),
      () => writeFileSync(source, 'def third(a: int) -> str: return ""\n'),
    ];
    const { stdout, stderr } = await runCli(['types', '--watch', 'watched', '-o', output], {
      cwd: folder,
      onOutput: (_text, child) => {
        seen.push(readFileSync(output, 'utf8').match(/function (\w+)/)?.[1] ?? '');
        const step = steps.shift();
        if (step === undefined) child.kill('SIGINT');
        else step();
      },
    });
    expect(seen).toEqual(['first', 'second', 'second', 'third']);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.replace(/^\S+ /, '')),
    ).toEqual(['wrote the types', 'wrote the types', 'the types stay as they are', 'wrote the types']);
    expect(stderr).toContain('SyntaxError');
  });

  it('needs a file to write, and one to watch', async () => {
    expect(await runCli(['types', '--watch', 'json'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('needs -o'),
    });
    expect(await runCli(['types', '--watch', 'sys', '-o', output])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is nothing to watch: sys has no source file'),
    });
  });
});
