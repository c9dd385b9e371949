import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { examples, folder } from '../../docs/test/snippets.ts';
import { describeRay, python, venv } from './ray';

const run = promisify(execFile);

const listing = `
import ast, sys
tree = ast.parse(open(sys.argv[1]).read())
engine = next(each for each in tree.body if isinstance(each, ast.ClassDef) and each.name == "Engine")
for each in engine.body:
    name = getattr(each, "name", "_")
    if not name.startswith("_"):
        args = ", ".join(arg.arg for arg in each.args.args[1:])
        print(name if each.decorator_list else f"{name}({args})")
`;

it('docs/engines.md names all that an engine has, and nothing else', async () => {
  const source = fileURLToPath(new URL('../packages/core-native/python/pyloom/_ray.py', folder));
  const { stdout } = await run(python.executable, ['-c', listing, source]);
  const page = readFileSync(new URL('engines.md', folder), 'utf8');
  const table = page.split('| method |')[1]?.split('\n\n')[0] ?? '';
  const named = [...table.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`(.*?)`/g)].map(([, name]) => name),
  );
  expect(named.sort()).toEqual([...stdout.trim().split('\n'), '__init__(options)'].sort());
});

describeRay('the pages of docs/', () => {
  it.each(examples.filter(({ withRay }) => withRay))('show what $file prints', async ({ file, output }) => {
    const env = { ...process.env, ...('executable' in venv && { PYLOOM_PYTHON: venv.executable }) };
    const { stdout, stderr } = await run(process.execPath, [file], { cwd: fileURLToPath(folder), env });
    expect(stderr).toBe('');
    expect(stdout).toBe(output);
  });
});
