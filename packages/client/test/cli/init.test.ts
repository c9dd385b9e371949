import { execFileSync, execSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { packagesVenv } from '../../../../testing/packages-venv.ts';
import { python } from '../support/python';
import { runCli } from '../support/run-cli';

const folder = mkdtempSync(join(tmpdir(), 'pyloom-init-'));
afterAll(() => rmSync(folder, { recursive: true }));
const packageFolder = join(import.meta.dirname, '../..');

/** A project whose node_modules has this package. */
function project(name: string, packageJson: object, files: Record<string, string> = {}): string {
  const path = join(folder, name);
  mkdirSync(join(path, 'node_modules/@pyloom'), { recursive: true });
  symlinkSync(packageFolder, join(path, 'node_modules/@pyloom/client'));
  const all = { 'package.json': JSON.stringify(packageJson, undefined, 4), ...files };
  for (const [file, text] of Object.entries(all)) writeFileSync(join(path, file), text);
  return path;
}

const client = { dependencies: { '@pyloom/client': '*' } };
const withNumpy = packagesVenv(python, ['numpy']);
/** What the program makes of ./.venv: as if it had been filled before. */
function giveVenv(path: string): void {
  if ('missing' in withNumpy) return;
  symlinkSync(join(withNumpy.executable, '../..'), join(path, '.venv'));
  // The environment is there, and numpy in it; nothing is to be fetched.
  writeFileSync(join(path, 'python/requirements.txt'), '# numpy is there\n');
}

describe('pyloom init', () => {
  it.each([
    ['an ES module project', 'start-python.js', { type: 'module', ...client }, {}],
    ['a CommonJS project', 'start-python.js', client, {}],
    ['a TypeScript project', 'start-python.ts', { type: 'module', ...client }, { 'tsconfig.json': '{}' }],
    [
      'a TypeScript project of CommonJS',
      'start-python.mts',
      { ...client, devDependencies: { typescript: '*' } },
      {},
    ],
  ] as const)('writes a start that works into %s', async (name, program, packageJson, files) => {
    const path = project(name.replaceAll(' ', '-'), packageJson, files);
    mkdirSync(join(path, '.venv'));
    const { code, stdout } = await runCli(['init'], { cwd: path });
    expect({ code, next: stdout.trim().split('\n').at(-1) }).toEqual({
      code: 0,
      next: 'Next: npm run python:start',
    });
    expect(stdout).toContain(`+ ${program}: a program that calls it`);
    const text = readFileSync(join(path, 'package.json'), 'utf8');
    expect(text).toMatch(/^ {4}"scripts"/m); // its own indentation
    expect(JSON.parse(text)).toMatchObject({
      ...packageJson,
      scripts: { 'python:start': expect.stringContaining(program) },
    });
    if ('missing' in withNumpy) return;
    rmSync(join(path, '.venv'), { recursive: true });
    giveVenv(path);
    const runs = program.endsWith('.js') || 'typescript' in process.features;
    if (runs) {
      const output = execFileSync(process.execPath, [program], { cwd: path, encoding: 'utf8' });
      expect(output).toContain(`Python ${python.version} says: { mean: 2.5, spread: 1.118`);
    }
    // The compiler takes seconds, and the other one differs in its name alone.
    if (program.endsWith('.mts')) expect(typeErrors(path, program)).toBe('');
  });

  it('overwrites nothing, and can be run again', async () => {
    const scripts = { 'python:start': 'mine' };
    const path = project('mine', { scripts }, { 'start-python.js': '// mine\n' });
    mkdirSync(join(path, 'python'));
    writeFileSync(join(path, 'python/analysis.py'), '# mine\n');
    mkdirSync(join(path, '.venv'));
    const first = await runCli(['init'], { cwd: path });
    expect(first.stdout).toContain('= start-python.js is there, and stays as it is');
    expect(first.stdout).toContain('another script python:start');
    expect(first.stdout).toMatch(/^Next: npm install, and then/m);
    const read = () =>
      readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
    const before = read();
    expect(before).toEqual(expect.arrayContaining(['// mine\n', '# mine\n']));
    const { scripts: after, dependencies } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
    expect(after).toMatchObject(scripts);
    expect(dependencies['@pyloom/client']).toMatch(/^\^\d/);
    expect((await runCli(['init'], { cwd: path })).stdout).not.toContain('+');
    expect(read()).toEqual(before);
  });

  it('says what is next where there is no Python', async () => {
    const path = project('bare', client);
    const env = {
      PATH: '/nowhere',
      HOME: path,
      PYLOOM_PYTHON: '',
      VIRTUAL_ENV: '',
      UV_PYTHON_INSTALL_DIR: path,
    };
    const { code, stdout } = await runCli(['init'], { cwd: path, env });
    expect(code).toBe(0);
    expect(stdout.trim()).toMatch(/Next: npx pyloom python install, and then npm run python:start$/);
    expect(existsSync(join(path, '.venv'))).toBe(false);
  });

  it('needs a project', async () => {
    mkdirSync(join(folder, 'none'));
    const none = await runCli(['init'], { cwd: join(folder, 'none') });
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining("'npm init -y' makes one") });
    const path = project('broken', {}, { 'package.json': '{' });
    expect(await runCli(['init'], { cwd: path })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is no JSON'),
    });
  });
});

function typeErrors(path: string, program: string): string {
  const root = join(packageFolder, '../..');
  writeFileSync(
    join(path, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        target: 'ES2022',
        module: 'NodeNext',
        types: ['node'],
        typeRoots: [join(root, 'node_modules/@types')],
      },
      files: [program],
    }),
  );
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  try {
    return execSync(`"${process.execPath}" "${tsc}" -p .`, { cwd: path, encoding: 'utf8' });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}
