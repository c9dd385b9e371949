import { entriesOf } from '../file-status';
import { pathRules, type SearchContext } from '../search-context';
import { wantedVersion } from '../wanted-version';
import { type KeptPython, newestFirst } from './kept-python';

/** The Pythons of the operating system and of whoever installs beside it, on the PATH or not. */
export function systemPythons(context: SearchContext): KeptPython[] {
  if (context.platform === 'win32') return windowsPythons(context);
  const folders = ['/usr/local/bin', '/usr/bin'];
  if (context.platform === 'darwin') folders.unshift('/opt/homebrew/bin', ...frameworks());
  return newestFirst(folders.flatMap((folder) => pythonsIn(folder, 'the system')));
}

/** `python3`, whose version no name tells, and each `python3.13` and `python3.13t`. */
export function pythonsIn(folder: string, keeper: string): KeptPython[] {
  return entriesOf(folder).flatMap((name) => {
    const version = name.startsWith('python') ? wantedVersion(name.slice('python'.length)) : undefined;
    return version === undefined && name !== 'python3'
      ? []
      : [{ keeper, path: `${folder}/${name}`, version }];
  });
}

/** Of python.org's installer for macOS. */
function frameworks(): string[] {
  const versions = '/Library/Frameworks/Python.framework/Versions';
  return entriesOf(versions).map((version) => `${versions}/${version}/bin`);
}

/** Of python.org's installer for Windows, for one user or for all: `Python313`. */
function windowsPythons({ env }: SearchContext): KeptPython[] {
  const { join } = pathRules('win32');
  const folders = [
    env.LOCALAPPDATA ? join(env.LOCALAPPDATA, 'Programs', 'Python') : '',
    env.ProgramFiles ?? '',
  ].filter((folder) => folder !== '');
  return newestFirst(
    folders.flatMap((folder) =>
      entriesOf(folder).flatMap((name) => {
        const [, minor] = /^Python3(\d+)$/.exec(name) ?? [];
        if (minor === undefined) return [];
        const version = { major: 3, minor: Number(minor), micro: undefined, freeThreaded: false };
        return [{ keeper: 'the system', path: join(folder, name), version }];
      }),
    ),
  );
}
