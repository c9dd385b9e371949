import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { findTarball } from '../../scripts/lib/published-packages.mjs';
import { manifest } from './manifest';
import { packageNames } from './packages';
import { root, runCommand, runNode } from './run';

declare module 'vitest' {
  interface ProvidedContext {
    /** An empty project, far from the workspace, into which the tarballs were installed. */
    project: string;
    /** The tarball of each package, by npm name. */
    tarballs: Record<string, string>;
    /** The same with the packages that these need. */
    packed: Record<string, string>;
  }
}

/**
 * Packs every package, or takes what lies in $PYLOOM_TARBALLS, and installs the tarballs as a user would, with npm.
 */
export default async function setup({ provide }: TestProject): Promise<() => void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pyloom-e2e-')));
  const project = join(folder, 'project');
  mkdirSync(project);
  const tarballs: Record<string, string> = {};
  for (const name of packageNames) {
    const packed = process.env.PYLOOM_TARBALLS ?? (await pack(name, folder));
    tarballs[`@pyloom/${name}`] = findTarball(name, packed);
  }
  const nodeGypBuild = await packInstalled('node-gyp-build', folder);

  const packed = { ...tarballs, 'node-gyp-build': nodeGypBuild };
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest(packed)));
  await runCommand('npm', ['install', '--offline', '--no-audit', '--no-fund'], project);
  provide('project', project);
  provide('tarballs', tarballs);
  provide('packed', packed);
  return () => rmSync(folder, { recursive: true, force: true });
}

/** @returns the folder, with the tarball in it */
async function pack(name: string, folder: string): Promise<string> {
  const source = join(root, 'packages', name);
  if (!existsSync(join(source, 'dist/index.js'))) {
    throw new Error(`packages/${name} is not built: there is no dist/index.js. Run: npm run build`);
  }
  await runNode([join(root, 'node_modules/pnpm/bin/pnpm.cjs'), 'pack', '--pack-destination', folder], source);
  return folder;
}

/** A package of the registry, from what is installed here: the test needs no network. */
async function packInstalled(name: string, folder: string): Promise<string> {
  const source = realpathSync(join(root, 'e2e/node_modules', name));
  await runCommand('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], source);
  const file = readdirSync(folder).find((entry) => entry.startsWith(`${name}-`));
  if (!file) throw new Error(`npm packed no ${name}-*.tgz into ${folder}`);
  return join(folder, file);
}
