import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { makePythonMirror } from '../../packages/client/test/support/python-mirror';
import { findPythons } from '../../scripts/find-pythons.mjs';
import { manifest } from './manifest';
import { runCommand } from './run';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pyloom-empty-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What there is of programs: Node with its npm, and what npm's own scripts and `npm run` need of a Unix. */
const programs = ['sh', 'env', 'sed', 'dirname', 'basename', 'uname', 'readlink', 'cat'];

/** Those of a network that any machine may need, to get to a registry at all. */
const ofNetwork = /^(https?_proxy|no_proxy|all_proxy|ssl_cert_(file|dir)|node_extra_ca_certs)$/i;

function pathOfPrograms(): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  symlinkSync(process.execPath, join(bin, 'node'));
  for (const name of [...programs, 'npm', 'npx']) symlinkSync(programOf(name), join(bin, name));
  return bin;
}

function programOf(name: string): string {
  const folders = [dirname(process.execPath), ...(process.env.PATH ?? '').split(':')];
  const found = folders.map((each) => join(each, name)).find((path) => isThere(path));
  if (found === undefined) throw new Error(`this machine has no ${name}`);
  return found;
}

function isThere(path: string): boolean {
  try {
    return realpathSync(path) !== '';
  } catch {
    return false;
  }
}

/** Where npm of this machine is told of other authorities, Node has to be as well. */
async function certificates(): Promise<NodeJS.ProcessEnv> {
  const file = (await runCommand('npm', ['config', 'get', 'cafile'], folder)).trim();
  return file === 'null' ? {} : { NODE_EXTRA_CA_CERTS: file };
}

// Of the newest one with a GIL: NumPy has no wheels for every free-threaded version.
const python = (await findPythons()).find(({ freeThreaded }) => !freeThreaded);

// uv and NumPy come from PyPI, Python from a mirror: the place where its builds are is not for tests to load.
describe.runIf(python && process.platform === 'linux')('a machine with Node alone', () => {
  const { path = '', version } = python ?? {};
  const project = join(folder, 'project');
  const home = join(folder, 'home');
  let env: NodeJS.ProcessEnv;
  let minor: string;
  beforeAll(async () => {
    const mirror = makePythonMirror(path, join(folder, 'mirror'));
    minor = mirror.version;
    const network = Object.entries(process.env).filter(([name]) => ofNetwork.test(name));
    env = {
      ...(await certificates()),
      ...Object.fromEntries(network),
      ...mirror.env,
      HOME: home,
      PATH: pathOfPrograms(),
    };
    for (const each of [project, home]) mkdirSync(each);
  });
  const run = (command: string) =>
    runCommand(join(env.PATH ?? '', 'sh'), ['-c', command], project, env, { only: true });

  it('has neither Python nor a compiler', async () => {
    expect(await run('node --version')).toBe(`${process.version}\n`);
    for (const name of ['python', 'python3', 'uv', 'cc', 'gcc', 'g++', 'make', 'node-gyp']) {
      expect(await run(`command -v ${name} || echo none`)).toBe('none\n');
    }
  });

  it('gets from an empty folder to NumPy by three commands', async () => {
    // What stands for the registry: none of these versions is there.
    writeFileSync(join(project, 'package.json'), JSON.stringify(manifest(inject('packed'))));
    await run('npm install --offline --no-audit --no-fund');

    expect(await run('npx pyloom init')).toMatch(
      /Next: npx pyloom python install, and then npm run python:start\n$/,
    );
    expect(await run(`npx pyloom python install ${minor}`)).toContain(home);
    const said = await run('npm run python:start');
    expect(said).toContain(`Python ${version} says: { mean: 2.5, spread: 1.118`);
    const made = readFileSync(join(project, '.venv/pyvenv.cfg'), 'utf8');
    expect(made).toContain(`home = ${home}`);
  }, 300_000);
});
