import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathOf } from '../commands/program-on-path';
import type { CheckedVenvOptions, Installer } from './venv-options';

type Arguments = readonly [executable: string, ...rest: string[]];

/** The commands of an installer. */
export interface InstallerCommands {
  create(basePython: string, path: string): Arguments;
  /** Arguments of the environment's python that give it what `install` needs; undefined when it has that. */
  missing?(path: string): readonly string[] | undefined;
  install(python: string, what: readonly string[]): Arguments;
}

/** Which one fills the environment: uv when it is on the PATH, unless another is asked for. */
export function chooseInstaller(installer: Installer | 'auto'): Installer {
  if (installer !== 'auto') return installer;
  return pathOf('uv') ? 'uv' : 'pip';
}

export const installers: Readonly<Record<Installer, InstallerCommands>> = {
  uv: {
    // The folder is there already, with our note that it is unfinished.
    create: (basePython, path) => ['uv', 'venv', '--allow-existing', '--python', basePython, path],
    install: (python, what) => ['uv', 'pip', 'install', '--python', python, ...what],
  },
  pip: {
    create: (basePython, path) => [basePython, '-m', 'venv', path],
    // uv makes environments without pip.
    missing: (path) => (hasPip(path) ? undefined : ['-m', 'ensurepip', '--default-pip']),
    install: (python, what) => [python, '-m', 'pip', 'install', ...what],
  },
};

/** As arguments of `pip install`. */
export function whatToInstall({ requirements, requirementsFile }: CheckedVenvOptions): string[] {
  return requirementsFile === undefined ? ['--', ...requirements] : ['-r', requirementsFile];
}

function hasPip(path: string): boolean {
  const folders =
    process.platform === 'win32'
      ? [join(path, 'Lib', 'site-packages')]
      : readdirSync(join(path, 'lib')).map((python) => join(path, 'lib', python, 'site-packages'));
  return folders.some((folder) => existsSync(join(folder, 'pip')));
}
