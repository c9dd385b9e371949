import type { Python } from '@pyloom/client';
import { DemoError } from '../failure.ts';
import type { SourceFile } from './source-file.ts';

/** The folder that holds the standard library of this Python, in a venv that of the Python it was made from. */
export function standardLibrary(python: Pick<Python, 'call'>): Promise<string> {
  return python.call<string>('sysconfig', 'get_path', ['stdlib']);
}

/** The largest first: a large file that came last would keep one lane busy while the others have nothing left to do. */
export async function findFiles(python: Pick<Python, 'call'>, folder: string): Promise<SourceFile[]> {
  const files = await python.call<SourceFile[]>('survey', 'python_files', [folder]);
  if (files.length === 0) {
    throw new DemoError(
      `${folder} holds no Python source files; name another folder with --folder, or another Python with --python`,
    );
  }
  return files.sort((a, b) => b.bytes - a.bytes);
}
