import { PythonNotFoundError, recommendedPython } from '@pyloom/core-native';
import { installByCommand } from './install-by-command';

/**
 * Does what needs a Python; where there is none and that is allowed, has one installed and does it again, with that.
 *
 * @param install the option: nothing is ever installed without it
 */
export async function whereMissing<T>(
  python: string | undefined,
  install: boolean,
  use: (python: string | undefined) => Promise<T>,
): Promise<T> {
  try {
    return await use(python);
  } catch (error) {
    if (!install || !(error instanceof PythonNotFoundError)) throw error;
    return use(await installByCommand(python ?? recommendedPython));
  }
}
