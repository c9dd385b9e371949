import type { Hash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { lazyModules } from '../commands/lazy-modules';
import { VenvError } from './venv-error';
import type { CheckedVenvOptions } from './venv-options';

/** Left in an environment that ensureVenv() has filled. */
export interface VenvRecord {
  /** Of all that was asked for; empty while that is being installed. */
  readonly fingerprint: string;
  /** The Python that it is for: '3.13', '3.13t'. */
  readonly abi: string;
  /** Whether ensureVenv() made the environment, and may make it anew. */
  readonly ours: boolean;
}

const recordFile = 'pyloom-venv.json';
/** There while an environment is being made: found by the next who comes, it tells of one who crashed. */
const unfinishedFile = 'pyloom-unfinished';

/** What was asked for the last time; undefined: nothing yet, or it did not end well. */
export function readRecord(path: string): VenvRecord | undefined {
  try {
    return JSON.parse(readFileSync(join(path, recordFile), 'utf8')) as VenvRecord;
  } catch {
    return undefined;
  }
}

export function writeRecord(path: string, record: VenvRecord): void {
  writeFileSync(join(path, recordFile), JSON.stringify(record));
}

export function isUnfinished(path: string): boolean {
  return existsSync(join(path, unfinishedFile));
}

export function setUnfinished(path: string, unfinished: boolean): void {
  const file = join(path, unfinishedFile);
  if (unfinished) {
    mkdirSync(path, { recursive: true });
    writeFileSync(file, 'ensureVenv() was interrupted here; it will make this environment anew.\n');
  } else {
    rmSync(file, { force: true });
  }
}

/** Changes when the requirements do, or a file that they include. */
export function fingerprintOf({ requirements, requirementsFile }: CheckedVenvOptions): string {
  const hash = lazyModules.crypto().createHash('sha256').update(JSON.stringify(requirements));
  if (requirementsFile !== undefined) addFile(hash, requirementsFile, new Set());
  return hash.digest('hex');
}

function addFile(hash: Hash, file: string, seen: Set<string>): void {
  if (seen.has(file)) return;
  seen.add(file);
  const text = readRequirements(file);
  hash.update(`\0${text}`);
  for (const [, included = ''] of text.matchAll(/^\s*(?:-r|-c|--requirement|--constraint)[ \t=]*(\S+)/gm)) {
    if (!/^[a-z+]+:\/\//i.test(included)) addFile(hash, resolve(dirname(file), included), seen);
  }
}

function readRequirements(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new VenvError(`The requirements file ${file} cannot be read`, undefined, { cause: error });
  }
}
