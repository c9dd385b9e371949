import { createRequire } from 'node:module';
import { findPython, loadRuntime, type PythonInstallation, type Runtime } from '@pyloom/core-native';
import { chooseMode, type ExecutionMode, executionModes } from '@pyloom/executor';
import { createPython, isPyloomError, type PythonNotFoundError } from '../index';
import { chooseInstaller } from '../venv/installers';
import { common, parse, printUsage } from './command-line';
import { UsageError } from './usage-error';

/** What `pyloom doctor --json` prints. */
interface Diagnosis {
  /** Whether Python was found, loaded and called. */
  ok: boolean;
  readonly versions: { readonly pyloom: string; readonly node: string; readonly platform: string };
  python?: {
    readonly version: string;
    readonly executable: string;
    /** What named it: './.venv'. */
    readonly foundBy: string;
    readonly library: string;
    readonly venv: string | null;
    readonly freeThreadedBuild: boolean;
    readonly gil: boolean;
  };
  mode?: { readonly name: ExecutionMode; readonly reason: string; readonly executors: number };
  /** The modes that this Python cannot give, and why. */
  unavailable?: Partial<Record<ExecutionMode, string>>;
  /** What ensureVenv() would install with. */
  readonly installer: 'uv' | 'pip';
  /** What is wrong, and what to do about it. */
  error?: { readonly code: string; readonly message: string; readonly tried?: readonly string[] };
}

/** `pyloom doctor`: finds Python, loads and calls it, and tells how it went. Resolves with 1 when it did not go well. */
export async function doctor(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args, { ...common, json: { type: 'boolean' } });
  if (values.help) return printUsage('doctor');
  if (positionals.length > 0) throw new UsageError(`'doctor' takes no argument '${positionals[0]}'`);
  const diagnosis = await diagnose(values.python);
  const text = values.json ? JSON.stringify(diagnosis, undefined, 2) : readable(diagnosis);
  process.stdout.write(`${text}\n`);
  return diagnosis.ok ? 0 : 1;
}

async function diagnose(python: string | undefined): Promise<Diagnosis> {
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
  const installation = await findPython(python === undefined ? {} : { python });
  diagnosis.python = facts(installation);
  const runtime = await loadRuntime(installation);
  diagnosis.unavailable = unavailable(runtime);
  await using py = await createPython(python === undefined ? {} : { python });
  await py.call('builtins', 'repr', [1]);
  const { executionMode: name, executionModeReason: reason, numExecutors: executors } = py;
  diagnosis.mode = { name, reason, executors };
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

function readable({ ok, versions, python, mode, unavailable, installer, error }: Diagnosis): string {
  const rows: [string, string][] = [
    ['pyloom', `${versions.pyloom}, Node.js ${versions.node}, ${versions.platform}`],
  ];
  if (python) {
    const build = python.freeThreadedBuild
      ? `, free-threaded, GIL ${python.gil ? 'on' : 'off'}`
      : ', with a GIL';
    rows.push(
      ['Python', `${python.version}${build}`],
      ['', `${python.executable} (${python.foundBy})`],
      ['libpython', python.library],
      ['venv', python.venv ?? 'none'],
    );
  }
  if (mode) rows.push(['mode', `${mode.name}, ${mode.executors} at once`], ['', mode.reason]);
  for (const [name, reason] of Object.entries(unavailable ?? {})) rows.push([`not ${name}`, reason]);
  rows.push(['installs with', installer]);
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  const table = rows.map(([name, value]) => `${name.padEnd(width)}${value}`).join('\n');
  return `${table}\n\n${ok ? 'Python was loaded and called: all is well.' : error?.message}`;
}
