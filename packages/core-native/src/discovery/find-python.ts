import { resolve } from 'node:path';
import { checkKnownKeys, checkTable, describeValue, InvalidArgumentError } from '@pyloom/common';
import { examine } from './examine';
import { helpfulCommand, installRemedies, nameAnother, thisSystem } from './install-advice';
import { type Place, places } from './places';
import { ProbeCache } from './probe-cache';
import type { InstallationFacts, PythonInstallation } from './python-installation';
import { PythonNotFoundError } from './python-not-found-error';
import type { SearchContext } from './search-context';
import { sources } from './sources';
import { UnusablePython } from './unusable-python';
import { mayBe, type WantedVersion, wantedVersion } from './wanted-version';

/** Where to look for a Python. */
export interface FindPythonOptions {
  /**
   * A python executable, or the folder of a venv or of an installation; relative to `cwd`. A bare name that is not there
   * is looked up on the PATH. Or a version, '3.14', '3.14.2' or '3.14t': of $VIRTUAL_ENV, ./.venv, the PATH, uv's, pyenv's, conda's
   * and the system's Pythons the first that is one, and that has a shared library if any has. Default, the first that exists:
   * $PYLOOM_PYTHON, $VIRTUAL_ENV, ./.venv, python3 on the PATH, python on the PATH, the newest of uv's.
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
  let withoutLibrary: PythonInstallation | undefined;
  for (const place of places(python, context)) {
    // Of that version there are no more.
    if (withoutLibrary !== undefined && place.wanted === undefined) break;
    const outcome = await lookAt(place, context, cache);
    if ('executable' in outcome) {
      const gilEnabled = startsWithGil(outcome, context.env);
      const installation = { ...outcome, gilEnabled, source: place.source };
      if (place.wanted === undefined || outcome.library !== '') {
        warnIfPassedOver(misses, outcome, place, context);
        return installation;
      }
      withoutLibrary ??= installation;
      continue;
    }
    misses.push(outcome);
    if (place.decides) break;
  }
  if (withoutLibrary !== undefined) return withoutLibrary;
  const asked = python ?? context.env.PYLOOM_PYTHON ?? '';
  throw notFound(misses, context, wantedVersion(asked));
}

function checkOptions(options: FindPythonOptions): { python: string | undefined; context: SearchContext } {
  checkKnownKeys('the options of findPython', options, ['python', 'cwd', 'env', 'mayLackLibrary']);
  const { python, cwd = process.cwd(), env = process.env, mayLackLibrary = false } = options;
  if (python !== undefined && (typeof python !== 'string' || python === '' || python.includes('\0'))) {
    const what =
      'the path of a python executable, or of the folder of a venv or an installation, or a version';
    throw new InvalidArgumentError(`The option 'python' must be ${what}, not ${describeValue(python)}`);
  }
  if (typeof cwd !== 'string') {
    throw new InvalidArgumentError(
      `The option 'cwd' must be the path of a folder, not ${describeValue(cwd)}`,
    );
  }
  checkTable("The option 'env'", 'an object like process.env', env);
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
  /** What mends it. */
  readonly command?: string | undefined;
}

async function lookAt(
  place: Place,
  context: SearchContext,
  cache: ProbeCache,
): Promise<InstallationFacts | Miss> {
  const { finding, wanted } = place;
  if (finding.state === 'absent') return { place, what: finding.what, remedies: [] };
  if (finding.state === 'unusable') return missed(place, finding.problem);
  try {
    const installation = await examine(finding.path, context, cache);
    return wanted === undefined || isVersion(installation, wanted)
      ? installation
      : { place, what: `${finding.path} is CPython ${versionText(installation)}`, remedies: [] };
  } catch (problem) {
    if (problem instanceof UnusablePython) return missed(place, problem);
    throw problem;
  }
}

function isVersion({ versionInfo, freeThreadedBuild }: InstallationFacts, wanted: WantedVersion): boolean {
  const [major, minor, micro] = versionInfo;
  return mayBe({ major, minor, micro, freeThreaded: freeThreadedBuild }, wanted);
}

function versionText({ version, freeThreadedBuild }: InstallationFacts): string {
  return `${version}${freeThreadedBuild ? 't' : ''}`;
}

function missed(place: Place, { message, remedies, command }: UnusablePython): Miss {
  return { place, what: message, remedies, command };
}

function notFound(
  misses: readonly Miss[],
  { platform }: SearchContext,
  wanted: WantedVersion | undefined,
): PythonNotFoundError {
  const system = thisSystem(platform);
  const tried = misses.map(({ place, what }) => `${place.source}: ${what}`);
  // What is wrong with a Python of another version is no help.
  const ofTheWanted = misses.filter(({ place }) => place.wanted === undefined);
  const specific = ofTheWanted.flatMap(({ remedies }) => remedies);
  const last = misses.at(-1);
  const command = helpfulCommand(system, last?.command, wanted?.text);
  if (last?.place.decides) {
    const { source } = last.place;
    const what =
      wanted === undefined || source !== sources.option
        ? `The Python from ${source} cannot be used: ${last.what}.`
        : `No CPython ${wanted.text} was found, which ${source} asks for.`;
    return new PythonNotFoundError(what, tried, [...specific, nameAnother], command);
  }
  const remedies = [...new Set([...specific, ...installRemedies(system), nameAnother])];
  return new PythonNotFoundError('No Python was found that pyloom can load.', tried, remedies, command);
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
