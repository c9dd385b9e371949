/** @import { FoundPython, Mode } from './types.ts' */
import { createJiti } from 'jiti';

/** What the packages themselves know of Pythons: from their sources, so that nothing needs to be built. */
const { import: load } = createJiti(import.meta.url);
/** @type {typeof import('../../packages/core-native/src/discovery/index.ts')} */
const discovery = await load('../../packages/core-native/src/discovery/index.ts');
/** @type {typeof import('../../packages/executor/src/modes/choose-mode.ts')} */
const { chooseMode } = await load('../../packages/executor/src/modes/choose-mode.ts');

export const { listPythons } = discovery;

/**
 * What an executable is, or why pyloom cannot load it.
 *
 * @param {string} path
 * @returns {Promise<FoundPython | Error>}
 */
export async function inspectPython(path, env = process.env) {
  try {
    const python = await discovery.findPython({ python: path, env });
    const { executable, version, versionInfo, freeThreadedBuild: freeThreaded, library } = python;
    const { mode } = chooseMode({ ...python, supportsOwnGil: true }, 'auto');
    const label = `3.${versionInfo[1]}${freeThreaded ? 't' : ''}`;
    return { path: executable, version, label, freeThreaded, mode: /** @type {Mode} */ (mode), library };
  } catch (error) {
    if (error instanceof discovery.PythonNotFoundError) return error;
    throw error;
  }
}
