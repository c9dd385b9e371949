import type { PythonFacts } from './python-facts';

/** The oldest CPython that has what the runtime needs (PyObject_VectorcallMethod among it). */
export const oldestSupported = '3.9';
const oldestMinor = 9;
/** What is installed where nobody asks for a version: it has parallel sub-interpreters, and libraries have wheels for it. */
export const recommended = '3.13';

/** Why this Python cannot be loaded into a Node of this architecture, as the predicate of a sentence; undefined when it can. */
export function reasonToRefuse(facts: PythonFacts, nodeArch: NodeJS.Architecture): string | undefined {
  const { implementation, version, pointerBits, platform } = facts;
  if (implementation !== 'cpython') {
    return `is ${displayName(implementation)} (Python ${version}), not CPython: pyloom works with CPython's own library`;
  }
  const [major, minor] = facts.versionInfo;
  if (major < 3 || (major === 3 && minor < oldestMinor)) {
    return `is CPython ${version}, which is too old: pyloom needs ${oldestSupported} or later`;
  }
  if (
    pointerBits !== (nodeArch === 'ia32' || nodeArch === 'arm' ? 32 : 64) ||
    !platformFits(platform, nodeArch)
  ) {
    return `is CPython ${version} for ${platform} (${pointerBits} bit), but this Node.js is for ${nodeArch}: one process has one architecture`;
  }
  return undefined;
}

/** `linux-x86_64`, `macosx-14.0-arm64`, `win-amd64`. Only contradictions count: macOS' universal2 fits, the unknown may. */
function platformFits(platform: string, nodeArch: NodeJS.Architecture): boolean {
  if (/(x86_64|amd64)$/.test(platform)) return nodeArch === 'x64' || nodeArch === 'ia32';
  if (/(arm64|aarch64)$/.test(platform)) return nodeArch === 'arm64' || nodeArch === 'arm';
  return true;
}

function displayName(implementation: string): string {
  return (
    { pypy: 'PyPy', graalpy: 'GraalPy', jython: 'Jython', ironpython: 'IronPython' }[implementation] ??
    implementation
  );
}
