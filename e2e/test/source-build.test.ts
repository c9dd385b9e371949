// Where no prebuilt binary fits, the packages are compiled from what is in their tarballs.
import { cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { nodeGypEnvironment } from '../../scripts/lib/node-headers.mjs';
import { runCommand, runNode } from './run';

const programs = {
  semaphore: `
    import { Semaphore } from '@pyloom/semaphore';
    console.log(await new Semaphore({ max: 2 }).run(() => 'ran'));`,
  state: `
    import { SharedState } from '@pyloom/state';
    const state = new SharedState();
    state.set('key', ['a', 1]);
    console.log(JSON.stringify(state.get('key')));`,
};

it.each([
  ['semaphore', 'ran'],
  ['state', '["a",1]'],
] as const)('compiles and runs %s', async (name, output) => {
  const project = copyOfProject(name);
  const folder = join(project, 'node_modules/@pyloom', name);
  rmSync(join(folder, 'prebuilds'), { recursive: true });
  await runCommand(
    'npm',
    ['rebuild', '--foreground-scripts', `@pyloom/${name}`],
    project,
    nodeGypEnvironment(),
  );
  expect(readdirSync(join(folder, 'build/Release'))).toContain(`pyloom_${name}.node`);
  writeFileSync(join(project, 'use.mjs'), programs[name]);
  expect(await runNode(['use.mjs'], project)).toBe(`${output}\n`);
});

// To compile it whole takes a minute. That each header is there is what the workspace cannot tell.
it('finds every header of core-native in its tarball', async () => {
  const folder = join(copyOfProject('core-native'), 'node_modules/@pyloom/core-native');
  const words = async (script: string) => (await runNode([script], folder)).trim().split(/\s+/);
  const folders = ['native', ...(await words('scripts/include-dirs.mjs')), nodeHeaders()];
  const includes = folders.flatMap((path) => ['-I', path]);
  const sources = await words('scripts/native-sources.mjs');
  const compiler = process.env.CXX ?? 'c++';
  const headers = await runCommand(compiler, ['-std=c++20', '-M', ...includes, ...sources], folder);
  expect(headers).toContain('vendor/include/pyloom/wire_format.h');
  expect(headers).not.toContain(join('..', 'wire'));
});

function copyOfProject(name: string): string {
  const copy = join(dirname(inject('project')), `from-source-${name}`);
  cpSync(inject('project'), copy, { recursive: true });
  return copy;
}

function nodeHeaders(): string {
  const { npm_config_nodedir: prefix } = nodeGypEnvironment();
  if (!prefix)
    throw new Error(`no headers beside ${process.execPath}; name their folder in npm_config_nodedir`);
  return join(prefix, 'include/node');
}
