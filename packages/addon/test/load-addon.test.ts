import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { loadAddon } from '../src';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pyloom-addon-'));
  write('package.json', '{ "name": "@pyloom/some-thing" }');
  const nodeGypBuild = dirname(createRequire(import.meta.url).resolve('node-gyp-build/package.json'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(nodeGypBuild, join(folder, 'node_modules/node-gyp-build'), 'junction');
  for (const name of ['LIBC', 'npm_config_arch', 'npm_config_platform']) vi.stubEnv(name, undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** A file that is no addon: what the dynamic linker says of it tells that it was the one. */
function addBinary(path: string): void {
  write(path, 'not an addon');
}

/** In its place a module that fails. */
function forbidNodeGypBuild(): void {
  rmSync(join(folder, 'node_modules/node-gyp-build'), { recursive: true, force: true });
  write('node_modules/node-gyp-build/index.js', "throw new Error('node-gyp-build was asked')");
}

function brought(libc: string): string {
  const suffix = process.platform === 'linux' ? `.${libc}` : '';
  return `prebuilds/${process.platform}-${process.arch}/@pyloom+some-thing${suffix}.node`;
}

const load = () => loadAddon(folder, 'some-thing');

it('loads the binary that the package brings', () => {
  addBinary(brought('glibc'));
  addBinary(brought('musl'));
  expect(load).toThrow('prebuilds');
});

it('loads that binary without node-gyp-build', () => {
  addBinary(brought('glibc'));
  addBinary(brought('musl'));
  forbidNodeGypBuild();
  expect(load).toThrow('prebuilds');
});

it('prefers a build of one’s own', () => {
  addBinary(brought('glibc'));
  addBinary(brought('musl'));
  addBinary('build/Release/pyloom.node');
  expect(load).toThrow('Release');
});

it('leaves it to node-gyp-build when a variable names a libc', () => {
  addBinary(brought('glibc'));
  addBinary(brought('musl'));
  forbidNodeGypBuild();
  vi.stubEnv('LIBC', 'musl');
  expect(load).toThrow('node-gyp-build was asked');
});

it('heeds the folder that a variable names', () => {
  addBinary(brought('glibc'));
  addBinary('elsewhere/build/Release/pyloom.node');
  vi.stubEnv('@PYLOOM/SOME_THING_PREBUILD', join(folder, 'elsewhere'));
  expect(load).toThrow('elsewhere');
});

it('says for which platform there is no binary, and what to do', () => {
  expect(load).toThrow(
    `@pyloom/some-thing brings no binary for ${process.platform}-${process.arch}. Compile the packages`,
  );
});

it('says how to leave a package out of a bundle that it has got into', () => {
  for (const text of ['{ "name": "my-app" }', 'no JSON']) {
    write('package.json', text);
    expect(load).toThrow(/@pyloom\/some-thing was bundled: .* esbuild by packages: 'external'/);
  }
  rmSync(join(folder, 'package.json'));
  expect(load).toThrow('serverExternalPackages');
});
