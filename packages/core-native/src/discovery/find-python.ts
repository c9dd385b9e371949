import { resolve } from 'node:path';
import { checkKnownKeys, describeValue, InvalidArgumentError } from '@pyloom/common';
import { examine } from './examine';
import { installRemedies, nameAnother, thisSystem } from './install-advice';
import { type Place, places } from './places';
import { ProbeCache } from './probe-cache';
import type { InstallationFacts, PythonInstallation } from './python-installation';
import { PythonNotFoundError } from './python-not-found-error';
import type { SearchContext } from './search-context';
import { sources } from './sources';
import { UnusablePython } from './unusable-python';

/** Where to look for a Python. */
export interface FindPythonOptions {
  /**
   * A python executable, or the folder of a venv or of an installation; relative to `cwd`. A bare name that is not there
   * is looked up on the PATH. Default, the first that exists: $PYLOOM_PYTHON, $VIRTUAL_ENV, ./.venv, python3 on the PATH, python on
   * the PATH.
   */
  readonly python?: string | undefined;
  /** Where `./.venv` and relative paths are looked for. Default: process.cwd(). */
  readonly cwd?: string | undefined;
  /** Default: process.env. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Whether a Python will do that cannot be loaded for lack of a shared library, but run in a process of its own. Default: false. */
  readonly mayLackLibrary?: boolean | undefined;
}

/**
 * Finds the CPython to load. The first place where something exists decides: if that Python cannot be used, it is an
 * error and not a reason to take another in silence; only on the PATH the search goes on.
 *
 * The answer of an executable is kept in $XDG_CACHE_HOME/pyloom or ~/.cache/pyloom ($PYLOOM_CACHE: another folder;
 * PYLOOM_NO_CACHE=1: nowhere) until the executable, its venv or its library change.
 *
 * Rejects with PythonNotFoundError when there is no usable CPython, with InvalidArgumentError for wrong options.
 */
export async function findPython(options: FindPythonOptions = {}): Promise<PythonInstallation> {
  const { python, context } = checkOptions(options);
  const cache = new ProbeCache(context);
  const misses: Miss[] = [];
  for (const place of places(python, context)) {
    const outcome = await lookAt(place, context, cache);
    if ('executable' in outcome) {
      warnIfPassedOver(misses, outcome, place, context);
      return { ...outcome, gilEnabled: startsWithGil(outcome, context.env), source: place.source };
    }
    misses.push(outcome);
    if (place.decides) break;
  }
  throw notFound(misses, context);
}

function checkOptions(options: FindPythonOptions): { python: string | undefined; context: SearchContext } {
  checkKnownKeys('the options of findPython', options, ['python', 'cwd', 'env', 'mayLackLibrary']);
  const { python, cwd = process.cwd(), env = process.env, mayLackLibrary = false } = options;
  if (python !== undefined && (typeof python !== 'string' || python === '' || python.includes('\0'))) {
    const what = 'the path of a python executable, or of the folder of a venv or an installation';
    throw new InvalidArgumentError(`The option 'python' must be ${what}, not ${describeValue(python)}`);
  }
  if (typeof cwd !== 'string') {
    throw new InvalidArgumentError(
      `The option 'cwd' must be the path of a folder, not ${describeValue(cwd)}`,
    );
  }
  if (typeof env !== 'object' || env === null) {
    throw new InvalidArgumentError(
      `The option 'env' must be an object like process.env, not ${describeValue(env)}`,
    );
  }
  if (typeof mayLackLibrary !== 'boolean') {
    throw new InvalidArgumentError(
      `The option 'mayLackLibrary' must be true or false, not ${describeValue(mayLackLibrary)}`,
    );
  }
  return { python, context: { cwd: resolve(cwd), env, platform: process.platform, mayLackLibrary } };
}

/** What is wrong at a place. */
interface Miss {
  readonly place: Place;
  readonly what: string;
  readonly remedies: readonly string[];
}

async function lookAt(
  place: Place,
  context: SearchContext,
  cache: ProbeCache,
): Promise<InstallationFacts | Miss> {
  const { finding } = place;
  if (finding.state === 'absent') return { place, what: finding.what, remedies: [] };
  if (finding.state === 'unusable') return missed(place, finding.problem);
  try {
    return await examine(finding.path, context, cache);
  } catch (problem) {
    if (problem instanceof UnusablePython) return missed(place, problem);
    throw problem;
  }
}

function missed(place: Place, { message, remedies }: UnusablePython): Miss {
  return { place, what: message, remedies };
}

function notFound(misses: readonly Miss[], { platform }: SearchContext): PythonNotFoundError {
  const tried = misses.map(({ place, what }) => `${place.source}: ${what}`);
  const specific = misses.flatMap(({ remedies }) => remedies);
  const last = misses.at(-1);
  if (last?.place.decides) {
    const what = `The Python from ${last.place.source} cannot be used: ${last.what}.`;
    return new PythonNotFoundError(what, tried, [...specific, nameAnother]);
  }
  const remedies = new Set([...specific, ...installRemedies(thisSystem(platform)), nameAnother]);
  return new PythonNotFoundError('No Python was found that pyloom can load.', tried, [...remedies]);
}

/** A GIL-free build has one all the same when PYTHON_GIL asks for it; an extension may still switch it on later. */
function startsWithGil({ freeThreadedBuild }: InstallationFacts, env: NodeJS.ProcessEnv): boolean {
  return !freeThreadedBuild || env.PYTHON_GIL === '1';
}

/** The rule is that the first that exists is taken, but whoever names a Python and gets another should know. */
function warnIfPassedOver(
  misses: readonly Miss[],
  { executable }: InstallationFacts,
  { source }: Place,
  { env }: SearchContext,
): void {
  const passed = misses.find(({ place }) => place.source === sources.variable);
  if (!passed || !env.PYLOOM_PYTHON) return;
  process.emitWarning(
    `${sources.variable}: ${passed.what}. Taken instead: ${executable} (${source}).`,
    'PyloomWarning',
  );
}
