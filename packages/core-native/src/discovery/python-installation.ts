/** A CPython that can be loaded into this process: what its own executable says about it. */
export interface PythonInstallation {
  /**
   * Absolute path, as it was named and with its links kept: a venv's own `bin/python`, by which CPython finds
   * the venv's `pyvenv.cfg`. Behind a shim (pyenv, asdf, mise) it is the executable that the shim starts.
   */
  readonly executable: string;
  /** What a venv's own executable runs, or is a link to; outside of one it is `executable`. */
  readonly baseExecutable: string;
  /** `'3.13.0'`; a pre-release has its suffix: `'3.15.0rc1'`. */
  readonly version: string;
  /** The same as numbers: `[3, 13, 0]`. */
  readonly versionInfo: readonly [major: number, minor: number, micro: number];
  /** Absolute path of the shared library: libpython3.13.so.1.0, a .dylib, a framework's binary, python313.dll; '' where there is none. */
  readonly library: string;
  /** `sys.prefix`: the venv's folder, or `basePrefix` outside of one. */
  readonly prefix: string;
  /** `sys.base_prefix`: where the standard library lives. */
  readonly basePrefix: string;
  /** Whether it was built without the need for a GIL (3.13t and the like). */
  readonly freeThreadedBuild: boolean;
  /** Whether it starts with the GIL on; false only for a free-threaded build without `PYTHON_GIL=1`. */
  readonly gilEnabled: boolean;
  /** The venv's folder when the executable belongs to one. */
  readonly venv: string | undefined;
  /** As `sysconfig.get_platform()` spells it: `'linux-x86_64'`, `'macosx-14.0-universal2'`, `'win-amd64'`. */
  readonly platform: string;
  /** What named it: `'the python option'`, `'$PYLOOM_PYTHON'`, `'$VIRTUAL_ENV'`, `'./.venv'`, `'python3 on the PATH'`. */
  readonly source: string;
}

/** The part that the environment and the place it was found by have no influence on. */
export type InstallationFacts = Omit<PythonInstallation, 'source' | 'gilEnabled'>;
