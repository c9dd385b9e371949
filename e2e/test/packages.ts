/** The published packages, with the names that each must export as values, in ESM and in CommonJS. */
export const packages = {
  semaphore: ['OverloadedError', 'Semaphore'],
  state: ['SharedState', 'StateFullError'],
  'core-native': ['PythonNotFoundError'],
  executor: ['ModeUnavailableError'],
  client: [
    'ClosedError',
    'ConversionError',
    'ModeUnavailableError',
    'OverloadedError',
    'Python',
    'PythonError',
    'PythonNotFoundError',
    'RuntimeLoadedError',
    'Semaphore',
    'SharedState',
    'StateFullError',
    'createPython',
    'isPyloomError',
  ],
} as const;

export type PackageName = keyof typeof packages;

export const packageNames = Object.keys(packages) as PackageName[];
