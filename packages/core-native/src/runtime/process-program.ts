import type { PythonInstallation } from '../discovery';

/** What the processes of a session are started with. */
export interface ProcessProgram {
  readonly executable: string;
  /** `NAME=value`. */
  readonly variables: string[];
}

/** This Python with the variables of this process and those beside them, of which undefined takes one away. */
export function processProgram(
  installation: PythonInstallation,
  env: Record<string, string | undefined>,
  platform: NodeJS.Platform = process.platform,
): ProcessProgram {
  const { executable, baseExecutable } = installation;
  if (platform !== 'win32' || baseExecutable === executable) {
    return { executable, variables: variablesWith(env, platform) };
  }
  // A venv's own python.exe starts this one as a child of its own, which nobody could hand anything to.
  const variables = variablesWith({ ...env, __PYVENV_LAUNCHER__: executable }, platform);
  return { executable: baseExecutable, variables };
}

function variablesWith(env: Record<string, string | undefined>, platform: NodeJS.Platform): string[] {
  // To Windows `Path` and `PATH` are one variable.
  const key = (name: string) => (platform === 'win32' ? name.toUpperCase() : name);
  const variables = new Map<string, string | undefined>();
  for (const [name, value] of [...Object.entries(process.env), ...Object.entries(env)]) {
    variables.set(key(name), value === undefined ? undefined : `${name}=${value}`);
  }
  return [...variables.values()].filter((variable) => variable !== undefined);
}
