import { realPath } from './file-status';
import { installRemedies, libraryMend, libraryRemedies, thisSystem } from './install-advice';
import { probe } from './probe';
import type { ProbeCache } from './probe-cache';
import { resolvePyenvShim } from './pyenv-shim';
import { isFreeThreaded, type PythonFacts } from './python-facts';
import type { InstallationFacts } from './python-installation';
import { reasonToRefuse } from './requirements';
import type { SearchContext } from './search-context';
import { findSharedLibrary, libraryCandidates, libraryNames } from './shared-library';
import { UnusablePython } from './unusable-python';
import { venvOf } from './venv';

/** All about the Python that `path` starts. Throws UnusablePython when it cannot be loaded. */
export async function examine(
  path: string,
  context: SearchContext,
  cache: ProbeCache,
): Promise<InstallationFacts> {
  const executable = resolvePyenvShim(path, context) ?? path;
  const known = cache.read(executable);
  if (known) return known;
  const facts = await probe(executable, context);
  const reason = reasonToRefuse(facts, process.arch);
  if (reason) throw new UnusablePython(executable, reason, installRemedies(thisSystem(context.platform)));
  const installation = describe(executable, facts, context);
  if (installation.executable === executable && installation.library !== '') cache.write(installation);
  return installation;
}

function describe(asked: string, facts: PythonFacts, context: SearchContext): InstallationFacts {
  const { platform } = context;
  const executable = ownExecutable(asked, facts);
  const venv = venvOf(executable, platform);
  return {
    executable,
    baseExecutable: venv === undefined ? executable : (facts.baseExecutable ?? executable),
    version: facts.version,
    versionInfo: facts.versionInfo,
    library: sharedLibrary(asked, facts, context),
    prefix: venv ?? facts.basePrefix,
    basePrefix: facts.basePrefix,
    freeThreadedBuild: isFreeThreaded(facts),
    venv,
    platform: facts.platform,
  };
}

/** Shims and wrappers start something else; CPython has to be given that, or it would not find its prefix. */
function ownExecutable(asked: string, { executable }: PythonFacts): string {
  return executable === null || realPath(executable) === realPath(asked) ? asked : executable;
}

function sharedLibrary(
  asked: string,
  facts: PythonFacts,
  { platform, mayLackLibrary }: SearchContext,
): string {
  const library = findSharedLibrary(facts, platform);
  if (library !== undefined) return library;
  if (mayLackLibrary) return '';
  const [name] = libraryNames(facts, platform);
  const folders = new Set(
    libraryCandidates(facts, platform).map((path) => path.replace(/[\\/][^\\/]*$/, '')),
  );
  const reason = `is CPython ${facts.version} without its shared library, ${name}, which pyloom loads (looked in ${[...folders].join(', ')})`;
  const system = thisSystem(platform);
  throw new UnusablePython(asked, reason, libraryRemedies(facts, system), libraryMend(facts, system));
}
