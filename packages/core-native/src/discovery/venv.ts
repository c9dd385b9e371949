import { contentsOf } from './file-status';
import { pathRules } from './search-context';

/** Where CPython looks for a venv's configuration: beside the executable as it was named, and one folder up. */
export function venvConfigurations(executable: string, platform: NodeJS.Platform): string[] {
  const { dirname, join } = pathRules(platform);
  const folder = dirname(executable);
  return [join(folder, 'pyvenv.cfg'), join(dirname(folder), 'pyvenv.cfg')];
}

/** The folder of the venv that the executable belongs to. */
export function venvOf(executable: string, platform: NodeJS.Platform): string | undefined {
  const { dirname } = pathRules(platform);
  const names = (file: string) => /^\s*home\s*=/im.test(contentsOf(file) ?? '');
  const configuration = venvConfigurations(executable, platform).find(names);
  // Windows' `Scripts` and the others' `bin` hold the executable; the venv is the folder above either way.
  return configuration === undefined ? undefined : dirname(configuration);
}
