import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { executablesOnPath } from '../../src/discovery/path-search';
import { script, temporaryFolder } from './support';

it('finds executables in the order of the PATH, relative and empty entries included', () => {
  const cwd = temporaryFolder();
  const [first, second] = [script(join(cwd, 'b/python3'), ''), script(join(cwd, 'a/python3'), '')];
  const found = executablesOnPath('python3', {
    cwd,
    env: { PATH: `/nowhere::b:${cwd}/a:b` },
    platform: 'linux',
  });
  expect([...found]).toEqual([first, second]);
});

it('passes over folders, files that are not executable, and second names of a folder', () => {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'folder/python3'), { recursive: true });
  chmodSync(script(join(cwd, 'plain/python3'), ''), 0o644);
  const python = script(join(cwd, 'usr/bin/python3'), '');
  symlinkSync(join(cwd, 'usr/bin'), join(cwd, 'bin'));
  const PATH = ['folder', 'plain', 'bin', 'usr/bin', 'usr/bin/python3'].join(':');
  const found = [...executablesOnPath('python3', { cwd, env: { PATH }, platform: 'linux' })];
  expect(found).toEqual([join(cwd, 'bin/python3')]);
  expect(python).toContain('usr');
});

it('finds nothing without a PATH', () => {
  expect([...executablesOnPath('python3', { cwd: '/', env: {}, platform: 'linux' })]).toEqual([]);
});
