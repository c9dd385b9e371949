import { runCommand } from '../commands/run-command';
import { PythonInstallError } from './python-install-error';

/** A build of CPython that uv can install. */
export interface PythonDownload {
  /** uv's own name for it: 'cpython-3.14.10-linux-x86_64-gnu'. */
  readonly key: string;
  readonly version: string;
  /** Where it is fetched from, mirrors taken into account. */
  readonly url: string;
  readonly os: string;
  readonly arch: string;
  readonly libc: string;
  readonly variant: string;
}

/** What uv is asked to do for pyloom. All its own settings hold: $UV_PYTHON_INSTALL_MIRROR, $UV_PYTHON_DOWNLOADS_JSON_URL, uv.toml. */
export class Uv {
  readonly #executable: string;
  readonly #env: Readonly<Record<string, string>>;

  constructor(executable: string, env: Readonly<Record<string, string>> = {}) {
    this.#executable = executable;
    this.#env = {
      // Neither ~/.local/bin nor Windows' registry is this command's to change.
      UV_PYTHON_INSTALL_BIN: '0',
      UV_PYTHON_INSTALL_REGISTRY: '0',
      UV_PYTHON_PREFERENCE: 'only-managed',
      ...env,
    };
  }

  /** The newest build of that version. Throws PythonInstallError if it knows none. */
  async findDownload(version: string): Promise<PythonDownload> {
    const args = ['python', 'list', '--only-downloads', '--output-format', 'json', version];
    const answer = await this.#run(`list the builds of Python ${version}`, args);
    const builds = JSON.parse(answer.join('\n') || '[]') as (PythonDownload & { implementation: string })[];
    const build = builds.find(({ implementation }) => implementation === 'cpython');
    if (build !== undefined) return build;
    const [name = 'uv'] = await this.#run('tell its version', ['--version']);
    throw new PythonInstallError(
      `${name} knows no build of CPython ${version} for ${process.platform}-${process.arch}; it lists those that it knows by: ${this.#executable} python list --only-downloads`,
    );
  }

  async installFolder(): Promise<string> {
    const [folder = ''] = await this.#run('tell where it installs', ['python', 'dir']);
    return folder;
  }

  /** Does nothing if that version is there. */
  async install(version: string, onLine: (line: string) => void, signal?: AbortSignal): Promise<void> {
    const args = ['python', 'install', '--no-progress', version];
    await this.#run(`install Python ${version}`, args, onLine, signal);
  }

  /** The executable of a Python that it has installed. */
  async find(version: string): Promise<string> {
    const [executable = ''] = await this.#run(`find Python ${version}`, [
      ...['python', 'find', '--system', '--no-project', '--no-python-downloads'],
      version,
    ]);
    return executable;
  }

  #run(
    purpose: string,
    args: readonly string[],
    onLine: (line: string) => void = () => {},
    signal?: AbortSignal,
  ): Promise<string[]> {
    return runCommand({
      purpose,
      arguments: [this.#executable, ...args],
      onLine,
      signal,
      env: this.#env,
      Failure: PythonInstallError,
    });
  }
}
