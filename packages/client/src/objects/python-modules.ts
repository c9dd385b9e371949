import type { PyObject } from './typed-object';

/** The modules of which the program has types, by their names: the files that `pyloom types` writes add to it. */
// biome-ignore lint/suspicious/noEmptyInterface: those files are the program's
export interface PythonModules {}

/** What `py.module()` and `py.import()` give for such a module. */
export type PythonModule<N extends keyof PythonModules> = PythonModules[N] & Omit<PyObject, symbol | '$item'>;
