import { isFile } from './file-status';
import { isFreeThreaded, type PythonFacts } from './python-facts';
import { pathRules } from './search-context';

/** The shared library of this Python, and never that of another one of the same version. Undefined when there is none. */
export function findSharedLibrary(facts: PythonFacts, platform: NodeJS.Platform): string | undefined {
  return libraryCandidates(facts, platform).find(isFile);
}

/** Where it may lie, likeliest first. */
export function libraryCandidates(facts: PythonFacts, platform: NodeJS.Platform): string[] {
  if (platform === 'win32') return windowsCandidates(facts);
  const { join } = pathRules(platform);
  const frameworks = platform === 'darwin' ? frameworkBinaries(facts) : [];
  const folders = libraryFolders(facts);
  const files = libraryNames(facts, platform).flatMap((name) => folders.map((folder) => join(folder, name)));
  return unique([facts.mappedLibrary ?? '', ...frameworks, ...files]);
}

/** What the library is called here: for messages too. */
export function libraryNames(facts: PythonFacts, platform: NodeJS.Platform): string[] {
  const { config, abiFlags } = facts;
  const [major, minor] = facts.versionInfo;
  if (platform === 'win32') return [`python${major}${minor}${isFreeThreaded(facts) ? 't' : ''}.dll`];
  const stem = `libpython${major}.${minor}${abiFlags}`;
  if (platform === 'darwin') return [`${stem}.dylib`];
  // INSTSONAME is a .a in a static build. The bare .so is there only with the headers; libpython3.so is a stub.
  const named = [text(config.INSTSONAME), text(config.LDLIBRARY)].filter(
    (name) => name.startsWith(stem) && name.includes('.so'),
  );
  return unique([named[0] ?? '', `${stem}.so.1.0`, ...named, `${stem}.so`]);
}

/**
 * The prefix comes before LIBDIR: a Python that was moved after it was built (uv's, conda's) still has the
 * builder's LIBDIR, where a different Python may live by now.
 */
function libraryFolders({ config, basePrefix }: PythonFacts): string[] {
  const { join } = pathRules('linux');
  const multiarch = text(config.MULTIARCH);
  const ofPrefix = [
    join(basePrefix, 'lib'),
    ...(multiarch ? [join(basePrefix, 'lib', multiarch)] : []),
    join(basePrefix, 'lib64'),
  ];
  return unique([...ofPrefix, text(config.LIBDIR), text(config.LIBPL)]);
}

/** `…/Python.framework/Versions/3.13/Python`, and PythonT.framework of a free-threaded build. */
function frameworkBinaries({ config, basePrefix }: PythonFacts): string[] {
  const { join } = pathRules('darwin');
  const name = text(config.PYTHONFRAMEWORK);
  if (name === '') return [];
  const prefix = text(config.PYTHONFRAMEWORKPREFIX);
  return [join(basePrefix, name), ...(prefix ? [join(prefix, text(config.LDLIBRARY))] : [])];
}

/** Beside the executable of the installation; a venv has a copy of that alone. */
function windowsCandidates(facts: PythonFacts): string[] {
  const { dirname, join } = pathRules('win32');
  const executables = [facts.baseExecutable, facts.executable].filter((path) => path !== null);
  const folders = [facts.basePrefix, ...executables.map((path) => dirname(path))];
  return unique(libraryNames(facts, 'win32').flatMap((name) => folders.map((folder) => join(folder, name))));
}

function text(value: string | number | null | undefined): string {
  return typeof value === 'string' ? value : '';
}

function unique(paths: readonly string[]): string[] {
  return [...new Set(paths)].filter((path) => path !== '');
}
