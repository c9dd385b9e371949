import { realPath, statusOf } from './file-status';

/** What changes when a file is replaced, rewritten or linked elsewhere; 'absent' for one that is not there. */
export function fileStamp(path: string): string {
  const status = statusOf(path);
  return status === undefined ? 'absent' : `${realPath(path)} ${status.mtimeMs} ${status.size} ${status.ino}`;
}
