/** The published packages, with the names that each must export as values, in ESM and in CommonJS. */
export const packages = {
  semaphore: ['OverloadedError', 'Semaphore'],
  state: ['SharedState', 'StateFullError'],
  redis: ['PermitLostError', 'RedisSemaphore', 'RedisState', 'RedisUnavailableError'],
  'core-native': ['PythonNotFoundError'],
  executor: ['ModeUnavailableError'],
  client: [
    'ClosedError',
    'ConversionError',
    'MemoryTracingError',
    'ModeUnavailableError',
    'NdArray',
    'OverloadedError',
    'Python',
    'PythonError',
    'PythonInterruptedError',
    'PythonNotFoundError',
    'PythonTimeoutError',
    'RuntimeLoadedError',
    'Semaphore',
    'SharedState',
    'StateFullError',
    'VenvError',
    'createPython',
    'ensureVenv',
    'float',
    'isPyRef',
    'isPyloomError',
    'kwargs',
    'tuple',
    'view',
  ],
} as const;

export type PackageName = keyof typeof packages;

export const packageNames = Object.keys(packages) as PackageName[];
