import { execFileSync } from 'node:child_process';
import { findPython } from '../../src/discovery';

/** The Python of this run. */
export const python = await findPython();

const [, minor, micro] = python.versionInfo;

/**
 * The pools that calls run in: sub-interpreters are safe from 3.12.4 on. A free-threaded build has no use for them, and is slow
 * there: its interpreters spin on locks that they share.
 */
export const pools: readonly ('home' | 'work')[] =
  !python.freeThreadedBuild && (minor > 12 || (minor === 12 && micro >= 4)) ? ['home', 'work'] : ['home'];

/** What plain Python prints. */
export function plainPython(code: string, executable = python.executable): string {
  return execFileSync(executable, ['-c', code], { encoding: 'utf8' }).trim();
}
