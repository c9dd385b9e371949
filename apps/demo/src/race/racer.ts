import {
  chooseMode,
  type ExecutionMode,
  executionModes,
  ModeUnavailableError,
  type PythonInstallation,
} from '@pyloom/client';

/** The most parallel first; processes are an experiment. */
export const racedModes: readonly ExecutionMode[] = [...executionModes, 'process'];

/** A Python in one of its modes. */
export interface Racer {
  /** `subinterp 3.13.0`, or something longer where there are two of these. */
  readonly name: string;
  readonly version: string;
  readonly executable: string;
  readonly mode: ExecutionMode;
}

/** One for each mode that this Python offers, the most parallel first. */
export function racersOf(python: PythonInstallation): Racer[] {
  const { version, executable } = python;
  return racedModes
    .filter((mode) => offers(python, mode))
    .map((mode) => ({ name: `${mode} ${version}`, version, executable, mode }));
}

function offers(python: PythonInstallation, mode: ExecutionMode): boolean {
  const { version, versionInfo, freeThreadedBuild, gilEnabled } = python;
  const [, minor] = versionInfo;
  try {
    chooseMode({ version, freeThreadedBuild, gilEnabled, supportsOwnGil: minor >= 12 }, mode);
    return true;
  } catch (error) {
    if (error instanceof ModeUnavailableError) return false;
    throw error;
  }
}
