export { type FindPythonOptions, findPython } from './find-python';
export { type ListedPython, listPythons } from './list-pythons';
export type { PythonInstallation } from './python-installation';
export { PythonNotFoundError } from './python-not-found-error';
export { recommended as recommendedPython } from './requirements';
export { type WantedVersion, wantedVersion } from './wanted-version';
