/** The answer to the probe's question, as the executable gave it. */
export interface PythonFacts {
  readonly implementation: string;
  readonly version: string;
  readonly versionInfo: readonly [major: number, minor: number, micro: number];
  /** `sys.executable`: behind a shim another one than was asked; null when CPython does not know. */
  readonly executable: string | null;
  readonly baseExecutable: string | null;
  readonly basePrefix: string;
  readonly abiFlags: string;
  readonly pointerBits: number;
  readonly platform: string;
  readonly freeThreadingBuild: boolean;
  /** The libpython that the executable itself runs on; null when it is static, and where there is no /proc. */
  readonly mappedLibrary: string | null;
  /** Values of sysconfig; null or missing where the platform does not have them. */
  readonly config: Readonly<Partial<Record<ConfigName, string | number | null>>>;
}

export type ConfigName =
  | 'INSTSONAME'
  | 'LDLIBRARY'
  | 'LIBDIR'
  | 'LIBPL'
  | 'MULTIARCH'
  | 'PYTHONFRAMEWORK'
  | 'PYTHONFRAMEWORKPREFIX'
  | 'Py_ENABLE_SHARED'
  | 'Py_GIL_DISABLED';

/** Whether a parsed answer has what the rest relies on; anything at all may have printed it. */
export function isPythonFacts(value: unknown): value is PythonFacts {
  if (typeof value !== 'object' || value === null) return false;
  const facts = value as Record<string, unknown>;
  return (
    ['implementation', 'version', 'basePrefix', 'abiFlags', 'platform'].every(
      (key) => typeof facts[key] === 'string',
    ) &&
    ['executable', 'baseExecutable', 'mappedLibrary'].every(
      (key) => facts[key] === null || typeof facts[key] === 'string',
    ) &&
    isVersionInfo(facts.versionInfo) &&
    typeof facts.config === 'object' &&
    facts.config !== null
  );
}

export function isVersionInfo(value: unknown): value is [number, number, number] {
  return Array.isArray(value) && value.length === 3 && value.every(Number.isInteger);
}

/** Whether it was built without the need for a GIL; 3.13 on Windows says so only in sys.version. */
export function isFreeThreaded({ config, freeThreadingBuild }: PythonFacts): boolean {
  return config.Py_GIL_DISABLED === 1 || freeThreadingBuild;
}
