import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createPython, type Python } from '@pyloom/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineDemoModule } from '../src/python-modules.ts';
import type { FileSummary, SourceFile } from '../src/survey/source-file.ts';
import { plainPython } from './support/plain-python.ts';

let python: Python;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pyloom-survey-'));
  python = await createPython({ numExecutors: 1, numSubinterpWorkers: 1 });
  await defineDemoModule(python, 'survey');
});
afterAll(async () => {
  await python.close();
  rmSync(folder, { recursive: true });
});

describe('survey_file', () => {
  it('counts definitions wherever they stand, and names the deepest block', async () => {
    const nested = `
class Outer:
    class Inner:
        def method(self, rows):
            for row in rows:
                try:
                    with open(row) as file:
                        while file:
                            break
                except OSError:
                    pass
                finally:
                    rows.clear()
            else:
                return lambda: [row for row in rows]

    async def coroutine(self):
        async with self:
            async for _ in self:
                def local(): pass
`;
    expect(await survey('nested.py', nested)).toMatchObject({
      lines: 20,
      functions: 3,
      classes: 2,
      depth: 7,
      line: 8,
      name: 'Outer.Inner.method',
    });
  });

  it('takes elif for a neighbour, and an if in an else for nested', async () => {
    const chain = 'if a:\n    pass\nelif b:\n    pass\nelif c:\n    pass\n';
    expect(await survey('chain.py', chain)).toMatchObject({ depth: 1, line: 1, name: '<module>' });
    const nested = `${chain}else:\n    if d:\n        pass\n`;
    expect(await survey('else.py', nested)).toMatchObject({ depth: 2, line: 8 });
  });

  it.each([
    ['nothing', '', 0],
    ['lines that end as on Windows, the last one not at all', 'x = 1\r\ny = 2\r\nz = 3', 3],
    ['Latin-1 that says so', Buffer.from('# coding: latin-1\nname = "\xe9"\n', 'latin1'), 2],
    ['an escape that the parser warns about', 'pattern = "\\d"\n', 1],
  ])('reads %s', async (_, source, lines) => {
    expect(await survey('good.py', source)).toMatchObject({ lines, functions: 0, depth: 0 });
  });

  it.each([
    ['bytes that are no UTF-8', Buffer.from('name = "\xe9"\n', 'latin1')],
    ['an unknown encoding', '# coding: uft-8\n'],
    ['an encoding that is none of text', '# coding: hex\n6161\n'],
    ['more brackets than the parser takes', '('.repeat(10_000)],
    ['Python 2', 'print "hello"\n'],
    ['an end too soon', 'x = (1,\n'],
    ['a null byte', 'x = 1\0\n'],
  ])('skips %s', async (_, source) => {
    expect(await survey('bad.py', source)).toEqual({
      path: 'bad.py',
      skipped: expect.stringMatching(/^\w+Error: ./),
      seconds: expect.any(Number),
    });
  });

  it('skips a file that is gone', async () => {
    const summary = await python.call<FileSummary>('survey', 'survey_file', [folder, 'gone.py']);
    expect(summary).toMatchObject({ skipped: expect.stringContaining('FileNotFoundError') });
  });
});

describe('python_files', () => {
  it('lists the sources by path, without what is installed or compiled', async () => {
    const root = join(folder, 'tree');
    for (const path of ['b.py', 'a/z.py', 'a.txt', 'site-packages/x.py', 'a/__pycache__/y.py']) {
      write(join(root, path), 'pass\n');
    }
    expect(await python.call<SourceFile[]>('survey', 'python_files', [root])).toEqual([
      { path: 'a/z.py', bytes: 5 },
      { path: 'b.py', bytes: 5 },
    ]);
  });
});

describe('the counts', () => {
  it('are those of ast.walk, for a package of the standard library', async () => {
    const [ours, theirs] = await plainPython<[number[], number[]]>(
      python.executable,
      '-c',
      `import ast, asyncio, json, os, survey
folder = os.path.dirname(asyncio.__file__)
ours, theirs = [0, 0], [0, 0]
for file in survey.python_files(folder):
    summary = survey.survey_file(folder, file["path"])
    ours[0] += summary["functions"]
    ours[1] += summary["classes"]
    with open(os.path.join(folder, file["path"]), "rb") as source:
        for node in ast.walk(ast.parse(source.read())):
            theirs[0] += isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
            theirs[1] += isinstance(node, ast.ClassDef)
print(json.dumps([ours, theirs]))`,
    );
    expect(ours[0]).toBeGreaterThan(100);
    expect(ours).toEqual(theirs);
  });
});

function survey(path: string, source: string | Buffer): Promise<FileSummary> {
  write(join(folder, path), source);
  return python.call<FileSummary>('survey', 'survey_file', [folder, path]);
}

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
