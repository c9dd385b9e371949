import {
  accessSync,
  constants,
  readdirSync,
  readFileSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';

// The questions of a search, whose answer is a plain no when a file cannot be seen: folders on the PATH
// that may not be read, for example, are none of its business.

export function isFile(path: string): boolean {
  return statusOf(path)?.isFile() ?? false;
}

export function isFolder(path: string): boolean {
  return statusOf(path)?.isDirectory() ?? false;
}

/** Whether this user may run the file; on Windows, whether it is there. */
export function isExecutable(path: string): boolean {
  return quietly(() => accessSync(path, constants.X_OK) === undefined) ?? false;
}

export function statusOf(path: string): Stats | undefined {
  return quietly(() => statSync(path, { throwIfNoEntry: false }));
}

export function entriesOf(folder: string): string[] {
  // Asked first, for it is cheaper than an exception and many are not there.
  return (isFolder(folder) && quietly(() => readdirSync(folder))) || [];
}

export function contentsOf(file: string): string | undefined {
  return quietly(() => readFileSync(file, 'utf8'));
}

/** Without links; the path itself where they cannot be followed. */
export function realPath(path: string): string {
  return quietly(() => realpathSync.native(path)) ?? path;
}

function quietly<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}
