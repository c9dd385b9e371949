import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findSharedLibrary, libraryCandidates, libraryNames } from '../../src/discovery/shared-library';
import { factsOf, temporaryFolder } from './support';

describe('on Linux', () => {
  it('is the one that the executable runs on, if it runs on one', () => {
    const facts = factsOf('/opt/py', { mappedLibrary: '/elsewhere/libpython3.13.so.1.0' });
    expect(libraryCandidates(facts, 'linux')[0]).toBe('/elsewhere/libpython3.13.so.1.0');
  });

  it('may lie in the folder of the architecture, as on Debian', () => {
    const config = {
      MULTIARCH: 'x86_64-linux-gnu',
      LIBDIR: '/usr/lib/x86_64-linux-gnu',
      LIBPL: '/usr/lib/python3.13/config',
    };
    expect(libraryCandidates(factsOf('/usr', { config }), 'linux')).toEqual([
      '/usr/lib/libpython3.13.so.1.0',
      '/usr/lib/x86_64-linux-gnu/libpython3.13.so.1.0',
      '/usr/lib64/libpython3.13.so.1.0',
      '/usr/lib/python3.13/config/libpython3.13.so.1.0',
      '/usr/lib/libpython3.13.so',
      '/usr/lib/x86_64-linux-gnu/libpython3.13.so',
      '/usr/lib64/libpython3.13.so',
      '/usr/lib/python3.13/config/libpython3.13.so',
    ]);
  });

  it('is looked for where a moved installation is before where it was built', () => {
    const folder = temporaryFolder();
    for (const place of ['built', 'moved']) {
      mkdirSync(join(folder, place, 'lib'), { recursive: true });
      writeFileSync(join(folder, place, 'lib/libpython3.13.so.1.0'), '');
    }
    const facts = factsOf(join(folder, 'moved'), { config: { LIBDIR: join(folder, 'built/lib') } });
    expect(findSharedLibrary(facts, 'linux')).toBe(join(folder, 'moved/lib/libpython3.13.so.1.0'));
  });

  it('has a name of its own in a free-threaded build', () => {
    const config = { INSTSONAME: 'libpython3.13t.so.1.0', Py_GIL_DISABLED: 1 };
    expect(libraryNames(factsOf('/x', { abiFlags: 't', config }), 'linux')[0]).toBe('libpython3.13t.so.1.0');
  });

  it('is neither the archive of a static build nor the stub of the stable ABI', () => {
    const config = { INSTSONAME: 'libpython3.13.a', LDLIBRARY: 'libpython3.so' };
    expect(libraryNames(factsOf('/x', { config }), 'linux')).toEqual([
      'libpython3.13.so.1.0',
      'libpython3.13.so',
    ]);
  });

  it('is a file', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'lib/libpython3.13.so.1.0'), { recursive: true });
    expect(findSharedLibrary(factsOf(folder), 'linux')).toBeUndefined();
  });
});

describe('on macOS', () => {
  it("is the framework's binary", () => {
    const prefix = '/Library/Frameworks/Python.framework/Versions/3.13';
    const config = {
      PYTHONFRAMEWORK: 'Python',
      PYTHONFRAMEWORKPREFIX: '/Library/Frameworks',
      LDLIBRARY: 'Python.framework/Versions/3.13/Python',
    };
    expect(libraryCandidates(factsOf(prefix, { config }), 'darwin').slice(0, 2)).toEqual([
      `${prefix}/Python`,
      `${prefix}/lib/libpython3.13.dylib`,
    ]);
  });

  it('is a .dylib elsewhere (pyenv, uv, conda)', () => {
    const config = { LIBDIR: '/install/lib', LDLIBRARY: 'libpython3.13.dylib', PYTHONFRAMEWORK: '' };
    const candidates = libraryCandidates(factsOf('/Users/me/py', { config }), 'darwin');
    expect(candidates[0]).toBe('/Users/me/py/lib/libpython3.13.dylib');
    expect(candidates.at(-1)).toBe('/install/lib/libpython3.13.dylib');
  });
});

describe('on Windows', () => {
  const facts = factsOf('C:\\Python313', {
    executable: 'C:\\app\\.venv\\Scripts\\python.exe',
    baseExecutable: 'C:\\Python313\\python.exe',
    config: {},
  });

  it('lies beside the executable of the installation', () => {
    expect(libraryCandidates(facts, 'win32')).toEqual([
      'C:\\Python313\\python313.dll',
      'C:\\app\\.venv\\Scripts\\python313.dll',
    ]);
  });

  it('has a name of its own in a free-threaded build', () => {
    expect(libraryNames({ ...facts, freeThreadingBuild: true }, 'win32')).toEqual(['python313t.dll']);
  });
});
