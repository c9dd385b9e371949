import { existsSync } from 'node:fs';
import { join, parse } from 'node:path';
import { findPython, type PythonInstallation } from '@pyloom/core-native';
import { whereMissing } from '../provision/where-missing';
import { VenvBuilder } from './venv-builder';
import { lockVenv } from './venv-lock';
import { type CheckedVenvOptions, checkVenvOptions, type EnsureVenvOptions } from './venv-options';
import { fingerprintOf, isUnfinished, readRecord } from './venv-record';

/** A virtual environment that is there and has what it needs. */
export interface EnsuredVenv {
  /** Its folder: what `createPython({ python })` and `activateVenv()` take. */
  readonly path: string;
  /** Its python executable. */
  readonly python: string;
  /** Whether anything had to be done. */
  readonly changed: boolean;
}

/**
 * Makes a virtual environment and installs what is required, unless that has been done: then it reads one file and is ready.
 * When the requirements change, the new ones are installed; what is no longer required stays. Two processes that want the same
 * environment do not get in each other's way: the second waits, and finds it done. An environment that ensureVenv() made
 * and that was left half done is made anew; one that somebody else made is filled, never deleted.
 *
 * Rejects with VenvError (`ERR_PYLOOM_VENV`) that has pip's or uv's own words; PythonNotFoundError; the signal's reason; a
 * TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) that names the wrong option.
 */
export async function ensureVenv(options: EnsureVenvOptions): Promise<EnsuredVenv> {
  const checked = checkVenvOptions(options);
  const { path, signal, onProgress } = checked;
  signal?.throwIfAborted();
  const fingerprint = fingerprintOf(checked);
  const python = executableOf(path);
  const abi = checked.python === undefined ? undefined : abiOf(await findBase(checked));
  const isDone = () => {
    const record = readRecord(path);
    return (
      record?.fingerprint === fingerprint &&
      (abi === undefined || record.abi === abi) &&
      !isUnfinished(path) &&
      existsSync(python)
    );
  };
  if (isDone()) return { path, python, changed: false };
  const base = await findBase(checked);
  const onWait = () => onProgress({ type: 'waiting' });
  const lock = await lockVenv(path, { executable: base.executable, onWait, signal });
  try {
    // Somebody else may have done it while the lock was waited for.
    if (isDone()) return { path, python, changed: false };
    await new VenvBuilder(checked, { executable: base.executable, abi: abiOf(base) }, python, lock).build(
      fingerprint,
    );
  } finally {
    lock.release();
  }
  return { path, python, changed: true };
}

function executableOf(path: string): string {
  return process.platform === 'win32' ? join(path, 'Scripts', 'python.exe') : join(path, 'bin', 'python');
}

/** Not the environment itself, which may be ./.venv, or active, and half done. */
function findBase({ path, python, install }: CheckedVenvOptions): Promise<PythonInstallation> {
  const { VIRTUAL_ENV: active, ...env } = process.env;
  if (active !== undefined && active !== path) env.VIRTUAL_ENV = active;
  return whereMissing(python, install, (named) => findPython({ env, cwd: parse(path).root, python: named }));
}

/** What an environment's packages are made for: '3.13', '3.13t'. */
function abiOf({ versionInfo: [major, minor], freeThreadedBuild }: PythonInstallation): string {
  return `${major}.${minor}${freeThreadedBuild ? 't' : ''}`;
}
