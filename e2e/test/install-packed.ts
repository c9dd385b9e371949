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
import { packageNames } from './packages';
import { root, runCommand, runNode } from './run';

declare module 'vitest' {
  interface ProvidedContext {
    /** An empty project, far from the workspace, into which the tarballs were installed. */
    project: string;
    /** The tarball of each package, by npm name. */
    tarballs: Record<string, string>;
  }
}

/** Packs every package and installs the tarballs as a user would: with npm, and without running any script. */
export default async function setup({ provide }: TestProject): Promise<() => void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pyloom-e2e-')));
  const project = join(folder, 'project');
  mkdirSync(project);
  const tarballs: Record<string, string> = {};
  for (const name of packageNames) tarballs[`@pyloom/${name}`] = await pack(name, folder);
  const nodeGypBuild = await packInstalled('node-gyp-build', folder);

  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify(manifest({ ...tarballs, 'node-gyp-build': nodeGypBuild })),
  );
  await runCommand('npm', ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund'], project);
  provide('project', project);
  provide('tarballs', tarballs);
  return () => rmSync(folder, { recursive: true, force: true });
}

async function pack(name: string, folder: string): Promise<string> {
  const source = join(root, 'packages', name);
  if (!existsSync(join(source, 'dist/index.js'))) {
    throw new Error(`packages/${name} is not built: there is no dist/index.js. Run: npm run build`);
  }
  await runNode([join(root, 'node_modules/pnpm/bin/pnpm.cjs'), 'pack', '--pack-destination', folder], source);
  return find(folder, `pyloom-${name}-`);
}

/** A package of the registry, from what is installed here: the test needs no network. */
async function packInstalled(name: string, folder: string): Promise<string> {
  const source = realpathSync(join(root, 'e2e/node_modules', name));
  await runCommand('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], source);
  return find(folder, `${name}-`);
}

function find(folder: string, prefix: string): string {
  const name = readdirSync(folder).find((file) => file.startsWith(prefix) && file.endsWith('.tgz'));
  if (!name) throw new Error(`nothing named ${prefix}*.tgz was packed into ${folder}`);
  return join(folder, name);
}

/** Every tarball, wherever another one depends on it too: none of these versions is on the registry. */
function manifest(tarballs: Record<string, string>) {
  const names = Object.keys(tarballs);
  return {
    name: 'consumer',
    private: true,
    dependencies: Object.fromEntries(names.map((name) => [name, `file:${tarballs[name]}`])),
    overrides: Object.fromEntries(names.map((name) => [name, `$${name}`])),
  };
}
