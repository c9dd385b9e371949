import { isFile } from './file-status';
import { installedPythons } from './installed-pythons';
import { locateExecutable } from './locate-executable';
import { uvPythons } from './managers/uv';
import { executablesOnPath } from './path-search';
import { pathRules, type SearchContext } from './search-context';
import { sources } from './sources';
import { UnusablePython } from './unusable-python';
import { type WantedVersion, wantedVersion } from './wanted-version';

type Finding =
  | { readonly state: 'absent'; readonly what: string }
  | { readonly state: 'unusable'; readonly problem: UnusablePython }
  | { readonly state: 'executable'; readonly path: string };

/** One place to look for a Python, and what stands there. */
export interface Place {
  readonly source: string;
  readonly finding: Finding;
  /** Whether the search ends here even if what was found is of no use. */
  readonly decides: boolean;
  /** What stands there will do only if it is this version. */
  readonly wanted?: WantedVersion | undefined;
}

/** The places to look at, looked at one by one as they are asked for. An option leaves no choice. */
export function* places(option: string | undefined, context: SearchContext): Generator<Place> {
  if (option !== undefined) {
    const wanted = wantedVersion(option);
    if (wanted !== undefined) yield* ofVersion(sources.option, wanted, context);
    const finding = wanted === undefined ? named(option, context) : noneOf(wanted);
    yield { source: sources.option, finding, decides: true };
    return;
  }
  const { PYLOOM_PYTHON: variable = '' } = context.env;
  const wanted = wantedVersion(variable);
  if (wanted !== undefined) yield* ofVersion(sources.variable, wanted, context);
  const finding = wanted === undefined ? fromVariable(variable, context) : noneOf(wanted);
  yield firstThatExists(sources.variable, finding);
  yield firstThatExists(sources.virtualEnv, fromVariable(context.env.VIRTUAL_ENV ?? '', context));
  yield firstThatExists(sources.dotVenv, dotVenv(context));
  yield* onPath(sources.python3, 'python3', context);
  yield* onPath(sources.python, 'python', context);
  // Last, what `pyloom python install` brings: it is on nobody's PATH.
  for (const { path } of uvPythons(context)) {
    yield { source: sources.uv, finding: at(path, context), decides: false };
  }
}

/** Those of this machine that may be that version. */
function* ofVersion(source: string, wanted: WantedVersion, context: SearchContext): Generator<Place> {
  for (const { source: keeper, path } of installedPythons(context, wanted)) {
    const finding = { state: 'executable', path } as const;
    yield { source: `${source}, from ${keeper}`, finding, decides: false, wanted };
  }
}

function noneOf({ text }: WantedVersion): Finding {
  return { state: 'absent', what: `no CPython ${text} was found on this machine` };
}

function firstThatExists(source: string, finding: Finding): Place {
  return { source, finding, decides: finding.state !== 'absent' };
}

function fromVariable(value: string, context: SearchContext): Finding {
  return value ? named(value, context) : { state: 'absent', what: 'not set' };
}

/** A path counts from the working folder; a bare name (`python3.12`) may also be one on the PATH. */
function named(name: string, context: SearchContext): Finding {
  const { resolve, basename } = pathRules(context.platform);
  const finding = at(resolve(context.cwd, name), context);
  if (finding.state === 'executable' || name !== basename(name) || name.startsWith('.')) return finding;
  const [path] = executablesOnPath(name, context);
  if (path !== undefined) return { state: 'executable', path };
  return finding.state === 'absent'
    ? { ...finding, what: `${finding.what}, nor is there a ${name} on the PATH` }
    : finding;
}

function dotVenv(context: SearchContext): Finding {
  const folder = pathRules(context.platform).join(context.cwd, '.venv');
  // pipenv and others keep a *file* .venv that names a venv elsewhere: theirs to read.
  return isFile(folder) ? { state: 'absent', what: `${folder} is a file, not a venv` } : at(folder, context);
}

function at(path: string, { platform }: SearchContext): Finding {
  try {
    const executable = locateExecutable(path, platform);
    return executable === undefined
      ? { state: 'absent', what: `${path} does not exist` }
      : { state: 'executable', path: executable };
  } catch (problem) {
    if (problem instanceof UnusablePython) return { state: 'unusable', problem };
    throw problem;
  }
}

function* onPath(source: string, name: string, context: SearchContext): Generator<Place> {
  let found = false;
  for (const path of executablesOnPath(name, context)) {
    found = true;
    yield { source, finding: { state: 'executable', path }, decides: false };
  }
  if (!found) yield { source, finding: { state: 'absent', what: 'none' }, decides: false };
}
