import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PythonInstallError } from './python-install-error';
import type { PythonDownload } from './uv';

/*
 * A pack is a folder that a machine without a network installs a Python from:
 *
 *   pyloom-pack.json     what is in it
 *   uv                   the program that installs
 *   cpython-….tar.gz     the build of CPython, as it was fetched
 *   wheels/              what the requirements need, all of it
 *   requirements.txt     the same as versions, to be installed from wheels/ alone
 */

/** What is in a pack. */
export interface PackManifest {
  readonly format: 1;
  readonly machine: string;
  readonly version: string;
  readonly archive: string;
  readonly sha256: string;
  readonly build: PythonDownload;
}

export const manifestFile = 'pyloom-pack.json';
/** In the pack, the pinned requirements. */
export const requirementsFile = 'requirements.txt';
export const uvFile = process.platform === 'win32' ? 'uv.exe' : 'uv';
/** What a pack is good for. */
export const machine = `${process.platform}-${process.arch}`;

/** Throws PythonInstallError for a folder that is no pack, or one for another kind of machine. */
export function readManifest(folder: string): PackManifest {
  let text: string;
  try {
    text = readFileSync(join(folder, manifestFile), 'utf8');
  } catch (cause) {
    const what = `${folder} is no pack: it has no ${manifestFile}. A pack is written by: npx pyloom python pack ${folder}`;
    throw new PythonInstallError(what, undefined, { cause });
  }
  const manifest = JSON.parse(text) as PackManifest;
  if (manifest.format === 1 && manifest.machine === machine) return manifest;
  throw new PythonInstallError(
    `The pack ${folder} is for ${manifest.machine} (format ${manifest.format}), and this machine is ${machine} (format 1)`,
  );
}
