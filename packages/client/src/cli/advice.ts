import { recommendedPython } from '@pyloom/core-native';
import type { ExecutionMode, ListedPython, Python } from '../index';

/** Something that would make a program faster. */
export interface Advice {
  /** What is slow now, or what would be faster. */
  readonly what: string;
  /** What to type or to write. */
  readonly how: string;
}

/** What advice depends on. */
export interface AdviceFacts {
  readonly mode: ExecutionMode;
  /** Lanes that run calls at once. */
  readonly executors: number;
  readonly cores: number;
  readonly freeThreadedBuild: boolean;
  /** Whether it has a shared library. */
  readonly isEmbedded: boolean;
  /** Whether mode `process` works here. */
  readonly processesWork: boolean;
  /** Installed packages that refuse sub-interpreters. */
  readonly refusing: readonly string[];
  /** The Pythons of this machine. */
  readonly others: readonly Pick<
    ListedPython,
    'version' | 'versionInfo' | 'library' | 'freeThreadedBuild' | 'source'
  >[];
}

/** What would make a program with this Python faster, the most likely first. */
export function adviceFor(facts: AdviceFacts): Advice[] {
  const { mode, executors, cores, freeThreadedBuild, isEmbedded, processesWork, refusing } = facts;
  const advice: Advice[] = [];
  if (!isEmbedded) {
    const what =
      'this Python has no shared library, so that each call goes to another process; with one it is made within this';
    advice.push({ what, how: getPython(facts, hasLibrary) });
  }
  if (mode === 'multi_executor' && freeThreadedBuild) {
    advice.push({ what: 'the GIL of this free-threaded build is switched on', how: 'unset PYTHON_GIL' });
  } else if (mode === 'multi_executor') {
    const what = 'calls share one GIL; a newer Python runs them in parallel, in interpreters with a GIL each';
    advice.push({ what, how: getPython(facts, hasOwnGils) });
    if (processesWork) {
      advice.push({ what: 'so do processes, with this Python', how: "createPython({ mode: 'process' })" });
    }
  }
  if (mode === 'subinterp' && refusing.length > 0 && processesWork) {
    const what = `${refusing.join(', ')} refuse sub-interpreters: their calls run at home and share one GIL; processes run them in parallel`;
    advice.push({ what, how: "createPython({ refused: 'process' })" });
  }
  if (executors < cores) {
    const kind =
      mode === 'multi_executor'
        ? 'calls that wait, or compute outside the GIL as NumPy does, run'
        : 'calls run';
    const what = `${executors} ${kind} at once, on ${cores} cores`;
    advice.push({ what, how: `createPython({ workers: ${cores} })` });
  }
  return advice;
}

type Other = AdviceFacts['others'][number];

function hasLibrary({ library, freeThreadedBuild }: Other): boolean {
  return library !== '' && !freeThreadedBuild;
}

function hasOwnGils(python: Other): boolean {
  const [, minor, micro] = python.versionInfo;
  return hasLibrary(python) && (minor > 12 || (minor === 12 && micro >= 4));
}

/** The newest that will do of those that are here, or one that is to be installed. */
function getPython({ others }: AdviceFacts, willDo: (python: Other) => boolean): string {
  const [best] = others
    .filter(willDo)
    .sort((a, b) => b.versionInfo[1] - a.versionInfo[1] || b.versionInfo[2] - a.versionInfo[2]);
  if (best === undefined) {
    return `npx pyloom python install ${recommendedPython}, then createPython({ python: '${recommendedPython}' })`;
  }
  const [major, minor] = best.versionInfo;
  return `createPython({ python: '${major}.${minor}' }): ${best.version} is here (${best.source})`;
}

/** Packages that many programs use, and that refuse sub-interpreters. */
const knownToRefuse = [
  'numpy',
  'pandas',
  'scipy',
  'torch',
  'polars',
  'pyarrow',
  'lxml',
  'pydantic_core',
  'PIL',
];

/** Those of them that this Python has. */
export function installedRefusing(py: Python): Promise<string[]> {
  const find = '[name for name in names if __import__("importlib.util").util.find_spec(name)]';
  return py.eval<string[]>(find, { names: knownToRefuse });
}
