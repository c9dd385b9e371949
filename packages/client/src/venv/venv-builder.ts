import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../commands/run-command';
import { chooseInstaller, installers, whatToInstall } from './installers';
import { VenvError } from './venv-error';
import type { VenvLock } from './venv-lock-types';
import type { CheckedVenvOptions } from './venv-options';
import { isUnfinished, readRecord, setUnfinished, type VenvRecord, writeRecord } from './venv-record';

/** The Python that environments are made from. */
interface Base {
  readonly executable: string;
  /** '3.13', '3.13t'. */
  readonly abi: string;
}

/** Makes and fills an environment, for whoever holds its lock. */
export class VenvBuilder {
  readonly #options: CheckedVenvOptions;
  readonly #base: Base;
  readonly #python: string;
  readonly #lock: VenvLock;

  constructor(options: CheckedVenvOptions, base: Base, python: string, lock: VenvLock) {
    this.#options = options;
    this.#base = base;
    this.#python = python;
    this.#lock = lock;
  }

  async build(fingerprint: string): Promise<void> {
    const { path, requirementsFile, requirements } = this.#options;
    const record = this.#keep() ?? (await this.#create());
    writeRecord(path, { ...record, fingerprint: '' });
    // Cut off while it installs, an environment is in no known state. One of somebody else's is filled again all the same.
    if (record.ours) setUnfinished(path, true);
    try {
      if (requirementsFile !== undefined || requirements.length > 0) await this.#install();
    } catch (error) {
      // The installer has ended by itself, and has left things in order.
      if (error instanceof VenvError) setUnfinished(path, false);
      throw error;
    }
    writeRecord(path, { ...record, fingerprint });
    setUnfinished(path, false);
  }

  /** The environment that is there, if it can be filled. One that ensureVenv() made and that cannot is deleted. */
  #keep(): VenvRecord | undefined {
    const { path } = this.#options;
    if (isUnfinished(path)) return this.#clear();
    const record = readRecord(path);
    if (!existsSync(join(path, 'pyvenv.cfg'))) {
      if (isEmpty(path)) return undefined;
      throw new VenvError(
        `${path} is no virtual environment, and is not empty; name another folder, or empty it`,
      );
    }
    const problem = this.#problem(record);
    if (problem === undefined) return record ?? { fingerprint: '', abi: this.#base.abi, ours: false };
    if (record?.ours === true) return this.#clear();
    throw new VenvError(`${problem}; delete the folder, and ensureVenv() will make it anew`);
  }

  #problem(record: VenvRecord | undefined): string | undefined {
    const { path, python } = this.#options;
    if (!existsSync(this.#python)) return `The Python that ${path} was made from is gone`;
    if (python === undefined) return undefined;
    const version = record?.abi ?? versionOf(path);
    const { abi, executable } = this.#base;
    if (version === undefined || version === abi || (record === undefined && `${version}t` === abi))
      return undefined;
    return `${path} was made for Python ${version}, and ${executable} is ${abi}`;
  }

  #clear(): undefined {
    rmSync(this.#options.path, { recursive: true, force: true, maxRetries: 3 });
    return undefined;
  }

  async #create(): Promise<VenvRecord> {
    const { path } = this.#options;
    setUnfinished(path, true);
    const command = installers[chooseInstaller(this.#options.installer)].create(this.#base.executable, path);
    await this.#run('create', `make the virtual environment ${path}`, command);
    return { fingerprint: '', abi: this.#base.abi, ours: true };
  }

  async #install(): Promise<void> {
    const { path } = this.#options;
    const installer = installers[chooseInstaller(this.#options.installer)];
    const missing = installer.missing?.(path);
    if (missing !== undefined)
      await this.#run('install', `install pip in ${path}`, [this.#python, ...missing]);
    const command = installer.install(this.#python, whatToInstall(this.#options));
    await this.#run('install', `install what ${path} requires`, command);
  }

  async #run(
    type: 'create' | 'install',
    purpose: string,
    command: readonly [string, ...string[]],
  ): Promise<void> {
    const { onProgress, signal } = this.#options;
    onProgress({ type, command });
    signal?.throwIfAborted();
    await runCommand({
      purpose,
      arguments: command,
      onLine: (line) => onProgress({ type: 'output', line }),
      signal,
      Failure: VenvError,
      inherit: this.#lock.descriptor,
    });
  }
}

function isEmpty(path: string): boolean {
  return !existsSync(path) || readdirSync(path).length === 0;
}

/** As pyvenv.cfg has it, '3.13'. */
function versionOf(path: string): string | undefined {
  const text = readFileSync(join(path, 'pyvenv.cfg'), 'utf8');
  return /^version(?:_info)?\s*=\s*(\d+\.\d+)/m.exec(text)?.[1];
}
