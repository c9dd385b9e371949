import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import {
  findPython,
  listPythons,
  loadRuntime,
  type PythonInstallation,
  type Runtime,
} from '@pyloom/core-native';
import { chooseMode, type ExecutionMode, executionModes } from '@pyloom/executor';
import { createPython, isPyloomError, type Python, type PythonNotFoundError } from '../index';
import { chooseInstaller } from '../venv/installers';
import { type Advice, adviceFor, installedRefusing } from './advice';
import { type RayFacts, rayFacts } from './ray-facts';

const mayLackLibrary = process.platform === 'linux';

/** What `pyloom doctor --json` prints. */
export interface Diagnosis {
  /** Whether Python was found, loaded and called. */
  ok: boolean;
  readonly versions: { readonly pyloom: string; readonly node: string; readonly platform: string };
  python?: {
    readonly version: string;
    readonly executable: string;
    /** What named it: './.venv'. */
    readonly foundBy: string;
    /** Empty: it has none, and runs in processes of its own. */
    readonly library: string;
    readonly venv: string | null;
    readonly freeThreadedBuild: boolean;
    readonly gil: boolean;
  };
  mode?: { readonly name: ExecutionMode; readonly reason: string; readonly executors: number };
  /** The modes that this Python cannot give, and why. */
  unavailable?: Partial<Record<ExecutionMode, string>>;
  /** Whether mode `process` works here, tried out. */
  processes?: { readonly works: boolean; readonly reason?: string };
  /** Whether mode `ray` works with this Python; on Linux. */
  ray?: RayFacts;
  /** What would make this program faster, the most likely first. */
  advice?: readonly Advice[];
  /** What ensureVenv() would install with. */
  readonly installer: 'uv' | 'pip';
  /** What is wrong, and what to do about it. */
  error?: { readonly code: string; readonly message: string; readonly tried?: readonly string[] };
}

/** `ray`: the address of a cluster that is to be tried out. */
export async function diagnose(python: string | undefined, ray?: string): Promise<Diagnosis> {
  const diagnosis: Diagnosis = {
    ok: false,
    versions: {
      pyloom: createRequire(import.meta.url)('../package.json').version,
      node: process.versions.node,
      platform: `${process.platform}-${process.arch}`,
    },
    installer: chooseInstaller('auto'),
  };
  try {
    await examine(diagnosis, python);
    if (ray !== undefined) await tryCluster(diagnosis, ray);
    diagnosis.ok = true;
  } catch (error) {
    if (!isPyloomError(error)) throw error;
    const { code, message } = error;
    const { tried } = error as unknown as PythonNotFoundError;
    diagnosis.error = { code, message, ...(tried && { tried }) };
  }
  return diagnosis;
}

/** Step by step, so that a failure leaves what is known by then. */
async function examine(diagnosis: Diagnosis, python: string | undefined): Promise<void> {
  const installation = await findPython({ ...(python !== undefined && { python }), mayLackLibrary });
  diagnosis.python = facts(installation);
  if (installation.library !== '') diagnosis.unavailable = unavailable(await loadRuntime(installation));
  await using py = await createPython(python === undefined ? {} : { python });
  await py.call('builtins', 'repr', [1]);
  const { executionMode: name, executionModeReason: reason, numExecutors: executors } = py;
  diagnosis.mode = { name, reason, executors };
  diagnosis.processes = name === 'process' ? { works: true } : await tryProcesses(py.executable);
  if (process.platform === 'linux') diagnosis.ray = await rayFacts(py);
  diagnosis.advice = await adviseOn(py, installation, diagnosis.processes.works);
}

/** A cluster with another Ray, or on another Python, is refused with both versions. */
async function tryCluster(diagnosis: Diagnosis, address: string): Promise<void> {
  await using py = await createPython({
    python: diagnosis.python?.executable as string,
    mode: 'ray',
    ray: { address },
  });
  await py.call('builtins', 'repr', [1]);
  if (diagnosis.ray) diagnosis.ray.cluster = { address, executors: py.numExecutors };
}

async function adviseOn(
  py: Python,
  { freeThreadedBuild, library }: PythonInstallation,
  processesWork: boolean,
): Promise<Advice[]> {
  const { executionMode: mode, numExecutors: executors } = py;
  const isEmbedded = library !== '';
  return adviceFor({
    ...{ mode, executors, cores: availableParallelism(), freeThreadedBuild, isEmbedded, processesWork },
    refusing: mode === 'subinterp' ? await installedRefusing(py) : [],
    // Asked only where another one would do better: it takes some time.
    others: mode === 'multi_executor' || !isEmbedded ? await listPythons() : [],
  });
}

async function tryProcesses(python: string): Promise<NonNullable<Diagnosis['processes']>> {
  try {
    await using py = await createPython({ python, mode: 'process', numProcesses: 1 });
    await py.call('builtins', 'repr', [1]);
    return { works: true };
  } catch (error) {
    if (!isPyloomError(error)) throw error;
    return { works: false, reason: error.message };
  }
}

function facts(installation: PythonInstallation): Diagnosis['python'] {
  const { version, executable, source, library, venv, freeThreadedBuild, gilEnabled } = installation;
  return {
    version,
    executable,
    foundBy: source,
    library,
    venv: venv ?? null,
    freeThreadedBuild,
    gil: gilEnabled,
  };
}

function unavailable(runtime: Runtime): Partial<Record<ExecutionMode, string>> {
  const { version, freeThreadedBuild, supportsOwnGil } = runtime;
  const known = { version, freeThreadedBuild, supportsOwnGil, gilEnabled: runtime.gilEnabled() };
  const reasons: Partial<Record<ExecutionMode, string>> = {};
  for (const mode of executionModes) {
    try {
      chooseMode(known, mode);
    } catch (error) {
      reasons[mode] = (error as Error).message;
    }
  }
  return reasons;
}
