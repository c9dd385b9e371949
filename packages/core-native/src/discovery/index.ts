export { type FindPythonOptions, findPython } from './find-python';
export type { PythonInstallation } from './python-installation';
export { PythonNotFoundError } from './python-not-found-error';
