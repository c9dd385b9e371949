// The tarballs bring binaries for all platforms; what an install leaves in node_modules is for one.
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { runCommand, runNode } from './run';

const own = `${process.platform}-${process.arch}`;

describe.each(['semaphore', 'state', 'core-native'])('an install of %s', (name) => {
  const project = join(dirname(inject('project')), `platforms-${name}`);
  const prebuilds = join(project, 'node_modules/@pyloom', name, 'prebuilds');
  const install = (...options: string[]) =>
    runCommand('npm', ['rebuild', '--foreground-scripts', ...options, `@pyloom/${name}`], project);

  beforeEach(() => {
    rmSync(project, { recursive: true, force: true });
    cpSync(inject('project'), project, { recursive: true });
    for (const other of ['aix-ppc64', 'sunos-x64']) {
      mkdirSync(join(prebuilds, other), { recursive: true });
      writeFileSync(join(prebuilds, other, `@pyloom+${name}.node`), 'for another machine');
    }
  });

  it('keeps the binaries of this platform only', async () => {
    await install();
    expect(readdirSync(prebuilds)).toEqual([own]);
    const use = `import '@pyloom/${name}'; console.log('loaded');`;
    writeFileSync(join(project, 'use.mjs'), use);
    expect(await runNode(['use.mjs'], project)).toBe('loaded\n');
  });

  it('keeps them all when it is for another platform', async () => {
    await install('--os=aix', '--cpu=ppc64');
    expect(readdirSync(prebuilds)).toEqual(expect.arrayContaining(['aix-ppc64', own, 'sunos-x64']));
  });
});
