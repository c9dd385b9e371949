import { closeSync, openSync, readFileSync, readSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '@pyloom/common';
import { fileStamp } from './file-stamp';
import { entriesOf } from './file-status';
import { isOwn, makeCacheFolder } from './private-folder';
import { isVersionInfo } from './python-facts';
import type { InstallationFacts } from './python-installation';
import type { SearchContext } from './search-context';
import { venvConfigurations } from './venv';

/** Goes up whenever the entries or what is asked of Python change. */
const format = 2;
/** Venvs in temporary folders leave entries behind; a cache that has grown past this is begun anew. */
const mostEntries = 200;

interface Entry {
  readonly format: number;
  readonly key: string;
  /** Of the executable, the venv's possible configurations, and the library. */
  readonly stamps: readonly string[];
  readonly facts: InstallationFacts;
}

/**
 * What executables answered, kept on disk: asking one takes 15 to 30 ms, reading an entry a fraction of one. The
 * cache only ever saves time: whatever is wrong with it (unreadable, corrupt, another user's) counts as an empty one.
 */
export class ProbeCache {
  readonly #folder: string | undefined;
  readonly #context: SearchContext;

  constructor(context: SearchContext) {
    this.#folder = cacheFolder(context);
    this.#context = context;
  }

  /** What is known about the executable, unless it, its venv or its library changed since. */
  read(executable: string): InstallationFacts | undefined {
    if (this.#folder === undefined) return undefined;
    try {
      const file = this.#fileOf(executable);
      if (!isOwn(this.#folder) || !isOwn(file)) return undefined;
      const entry: unknown = JSON.parse(readFileSync(file, 'utf8'));
      if (!isEntry(entry) || entry.key !== this.#keyOf(executable)) return undefined;
      const stamps = this.#stamps(entry.facts);
      return stamps.length === entry.stamps.length && stamps.every((stamp, i) => stamp === entry.stamps[i])
        ? { ...entry.facts, venv: entry.facts.venv ?? undefined }
        : undefined;
    } catch {
      return undefined;
    }
  }

  /** Remembers an executable that speaks for itself; what a script answers may be different in the next folder. */
  write(facts: InstallationFacts): void {
    if (this.#folder === undefined) return;
    const key = this.#keyOf(facts.executable);
    const file = this.#fileOf(facts.executable);
    const draft = `${file}.${process.pid}-${Math.random().toString(36).slice(2)}`;
    try {
      if (isScript(facts.executable)) return;
      makeCacheFolder(this.#folder);
      if (!isOwn(this.#folder)) return;
      this.#makeRoom(this.#folder);
      const entry: Entry = { format, key, stamps: this.#stamps(facts), facts };
      writeFileSync(draft, JSON.stringify(entry), { mode: 0o600, flag: 'wx' });
      renameSync(draft, file); // So that another process never reads half an entry.
    } catch {
      removeQuietly(draft);
    }
  }

  #stamps({ executable, library }: InstallationFacts): string[] {
    return [executable, ...venvConfigurations(executable, this.#context.platform), library].map(fileStamp);
  }

  /**
   * What else the answer depends on: a universal binary answers differently to an Intel and to an ARM process, and
   * the dynamic linker's variables decide which library an executable is linked to.
   */
  #keyOf(executable: string): string {
    const { platform, env } = this.#context;
    const linker = (platform === 'darwin' ? env.DYLD_LIBRARY_PATH : env.LD_LIBRARY_PATH) ?? '';
    return [platform, process.arch, linker, executable].join('\n');
  }

  #fileOf(executable: string): string {
    return join(this.#folder as string, `python-${hash(this.#keyOf(executable))}.json`);
  }

  #makeRoom(folder: string): void {
    const entries = entriesOf(folder).filter((name) => name.startsWith('python-'));
    if (entries.length < mostEntries) return;
    for (const name of entries) removeQuietly(join(folder, name));
  }
}

/** FNV-1a: node:crypto takes longer to load than all the rest. The entry holds its key, so a collision does no harm. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193);
  return (value >>> 0).toString(16).padStart(8, '0');
}

function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Where nothing may be removed nothing was written either.
  }
}

function isScript(executable: string): boolean {
  const start = Buffer.alloc(2);
  const file = openSync(executable, 'r');
  try {
    readSync(file, start);
  } finally {
    closeSync(file);
  }
  return start.toString('latin1') === '#!';
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  const { format: written, key, stamps, facts } = value as Partial<Entry>;
  if (written !== format || typeof key !== 'string' || !Array.isArray(stamps) || !facts) return false;
  const { executable, baseExecutable, version, library, prefix, basePrefix, platform } = facts;
  return (
    [executable, baseExecutable, version, library, prefix, basePrefix, platform].every(
      (text) => typeof text === 'string',
    ) &&
    isVersionInfo(facts.versionInfo) &&
    typeof facts.freeThreadedBuild === 'boolean'
  );
}
