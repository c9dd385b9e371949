import { isAbsolute, resolve } from 'node:path';
import { checkKnownKeys, checkText, describeValue, guarded, InvalidArgumentError } from '@pyloom/common';
import { checkInstall } from '../provision/check-install';

/** What fills a virtual environment: uv, which is fast, or the pip that comes with Python. */
export type Installer = 'uv' | 'pip';

/** What happens while an environment is made and filled. */
export type VenvProgress =
  /** Another process is at it, and is waited for. */
  | { readonly type: 'waiting' }
  /** A command starts. */
  | { readonly type: 'create' | 'install'; readonly command: readonly string[] }
  /** A line that the command wrote. */
  | { readonly type: 'output'; readonly line: string };

/** The environment that is wanted. */
export interface EnsureVenvOptions {
  /** The folder of the virtual environment. Made if it is not there. */
  path: string;
  /**
   * What is installed in it: `['numpy>=2', 'requests']`, or the path of a requirements file, where pip's options can be given too.
   * Default: nothing.
   */
  requirements?: readonly string[] | string;
  /** Default `'auto'`: uv when it is on the PATH, else pip. */
  installer?: Installer | 'auto';
  /** The Python that it is made from, as in createPython(). Default: `$PYLOOM_PYTHON`, `$VIRTUAL_ENV`, python3 on the PATH. */
  python?: string;
  /** Has uv install that Python where it is missing, as in createPython(). Default false. */
  install?: boolean;
  /** Is told what happens. One that throws or rejects is reported as a warning, and does not stop the work. */
  onProgress?: (progress: VenvProgress) => void;
  /** Ends whatever is running; what is half done is made anew the next time. */
  signal?: AbortSignal;
}

/** The same, with absolute paths and defaults. */
export interface CheckedVenvOptions {
  readonly path: string;
  readonly requirements: readonly string[];
  readonly requirementsFile: string | undefined;
  readonly installer: Installer | 'auto';
  readonly python: string | undefined;
  readonly install: boolean;
  readonly onProgress: (progress: VenvProgress) => void;
  readonly signal: AbortSignal | undefined;
}

const known = ['path', 'requirements', 'installer', 'python', 'install', 'onProgress', 'signal'];

/** @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) that names the option and its value. */
export function checkVenvOptions(options: EnsureVenvOptions): CheckedVenvOptions {
  checkKnownKeys('the options of ensureVenv', options, known);
  const {
    path,
    requirements = [],
    installer = 'auto',
    python,
    install = false,
    onProgress = () => {},
    signal,
  } = options;
  if (typeof path !== 'string' || path === '') refuse('path', 'the folder of a venv', path);
  if (installer !== 'auto' && installer !== 'uv' && installer !== 'pip') {
    refuse('installer', "'auto', 'uv' or 'pip'", installer);
  }
  if (python !== undefined) checkText("The option 'python'", python);
  if (typeof onProgress !== 'function') refuse('onProgress', 'a function', onProgress);
  if (signal !== undefined && typeof signal?.addEventListener !== 'function') {
    refuse('signal', 'an AbortSignal', signal);
  }
  const isFile = typeof requirements === 'string';
  if (!isFile) checkRequirements(requirements);
  else if (requirements === '') refuse('requirements', 'the path of a file', requirements);
  return {
    path: resolve(path),
    requirements: isFile ? [] : requirements,
    requirementsFile: isFile ? resolve(requirements) : undefined,
    installer,
    // A bare name may be one on the PATH.
    python: python === undefined || isAbsolute(python) || !/[\\/]/.test(python) ? python : resolve(python),
    install: checkInstall(install, python),
    onProgress: guarded('onProgress', onProgress),
    signal,
  };
}

function checkRequirements(requirements: unknown): void {
  if (!Array.isArray(requirements)) {
    refuse('requirements', 'an array of requirements or the path of a requirements file', requirements);
  }
  for (const requirement of requirements) {
    if (typeof requirement !== 'string' || requirement.trim() === '') {
      refuse('requirements', "an array of requirements such as 'numpy>=2'; one of them is", requirement);
    }
    if (requirement.startsWith('-')) {
      throw new InvalidArgumentError(
        `The requirement ${describeValue(requirement)} is an option of pip; options can be given in a requirements file, whose path is then the option 'requirements'`,
      );
    }
  }
}

function refuse(option: string, wanted: string, value: unknown): never {
  const not = wanted.endsWith('is') ? '' : ', not';
  throw new InvalidArgumentError(`The option '${option}' must be ${wanted}${not} ${describeValue(value)}`);
}
