import { lstatSync, readlinkSync, type Stats, statSync } from 'node:fs';
import { entriesOf, isExecutable, isFile } from './file-status';
import { pathRules } from './search-context';
import { UnusablePython } from './unusable-python';

/**
 * The executable that `path` names: itself, or the one inside when it is the folder of a venv or of an
 * installation. Undefined when nothing is there; throws UnusablePython when what is there cannot be run.
 */
export function locateExecutable(path: string, platform: NodeJS.Platform): string | undefined {
  const stats = statOf(path);
  if (stats === undefined) return undefined;
  if (stats.isDirectory()) return executableInFolder(path, platform);
  if (!stats.isFile()) throw new UnusablePython(path, 'is neither a file nor a folder');
  if (!isExecutable(path)) {
    const command = `chmod +x ${path}`;
    throw new UnusablePython(path, 'is not executable', [`make it executable: ${command}`], command);
  }
  return path;
}

/** Undefined when nothing is there, not even a broken link. */
function statOf(path: string): Stats | undefined {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats !== undefined) return stats;
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTDIR') return undefined;
    throw new UnusablePython(path, `cannot be read (${code})`);
  }
  throw new UnusablePython(path, `is a broken link to ${readlinkSync(path)}`, [
    'make the venv again if it belongs to one (python3 -m venv --clear FOLDER): the Python it was made from is gone',
  ]);
}

function executableInFolder(folder: string, platform: NodeJS.Platform): string {
  const { join } = pathRules(platform);
  const names = namesInFolder(folder, platform);
  for (const name of names) {
    const executable = join(folder, name);
    if (statOf(executable)?.isFile()) return locateExecutable(executable, platform) as string;
  }
  const versioned = platform === 'win32' ? undefined : newestVersioned(join(folder, 'bin'));
  if (versioned !== undefined) return locateExecutable(versioned, platform) as string;
  throw new UnusablePython(folder, `is a folder without a Python in it (looked for ${names.join(', ')})`, [
    `name the folder of a venv or of an installation, the one that holds ${names[0]}`,
  ]);
}

/** A venv's `python` is always its own; elsewhere (/usr) that name can still be a Python 2. */
function namesInFolder(folder: string, platform: NodeJS.Platform): string[] {
  const { join } = pathRules(platform);
  if (platform === 'win32') return ['Scripts\\python.exe', 'python.exe', 'bin\\python.exe'];
  const own = ['bin/python', 'bin/python3'];
  return isFile(join(folder, 'pyvenv.cfg')) ? own : own.reverse();
}

/** `make altinstall` leaves no plain `python3`, just python3.13 or python3.13t. */
function newestVersioned(folder: string): string | undefined {
  const minor = (name: string) => Number(/^python3\.(\d+)t?$/.exec(name)?.[1] ?? Number.NaN);
  const [newest] = entriesOf(folder)
    .filter((name) => !Number.isNaN(minor(name)))
    .sort((a, b) => minor(b) - minor(a) || a.length - b.length);
  return newest === undefined ? undefined : `${folder}/${newest}`;
}
