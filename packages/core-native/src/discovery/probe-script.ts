/**
 * What the executable is asked. It must run on anything that calls itself python, 2.7 included, so that an old
 * one gets a clear refusal instead of a syntax error; hence its old-fashioned Python. It is here and not in a file of
 * its own because it is given by `-c`: the file would have to be found from bundles and archives too.
 *
 * - The working folder comes off sys.path first: a json.py there would be run otherwise.
 * - The mapped library is the only truth about a Python that is linked to one (rpath, LD_LIBRARY_PATH).
 * - The answer is marked, for a shim may print lines of its own.
 */
export const probeScript = String.raw`
import sys
sys.path[:] = [entry for entry in sys.path if entry]
import json, os, sysconfig

def mapped_library():
    wanted = 'libpython%d.%d' % tuple(sys.version_info[:2])
    try:
        with open('/proc/self/maps') as maps:
            for line in maps:
                path = line.rstrip('\n').split(None, 5)[5:]
                if path and os.path.basename(path[0]).startswith(wanted):
                    return path[0]
    except (IOError, OSError, ValueError):
        pass  # no /proc here
    return None

implementation = getattr(getattr(sys, 'implementation', None), 'name', None)
if implementation is None:
    implementation = 'pypy' if '__pypy__' in sys.builtin_module_names else 'cpython'
names = ['INSTSONAME', 'LDLIBRARY', 'LIBDIR', 'LIBPL', 'MULTIARCH',
         'PYTHONFRAMEWORK', 'PYTHONFRAMEWORKPREFIX', 'Py_ENABLE_SHARED', 'Py_GIL_DISABLED']
sys.stdout.write('\npyloom:' + json.dumps({
    'implementation': implementation,
    'version': sys.version.split()[0].rstrip('+'),
    'versionInfo': list(sys.version_info[:3]),
    'executable': sys.executable or None,
    'baseExecutable': getattr(sys, '_base_executable', None),
    'basePrefix': getattr(sys, 'base_prefix', sys.prefix),
    'abiFlags': getattr(sys, 'abiflags', ''),
    'pointerBits': 64 if sys.maxsize > 2 ** 32 else 32,
    'platform': sysconfig.get_platform(),
    'freeThreadingBuild': 'free-threading build' in sys.version,
    'mappedLibrary': mapped_library(),
    'config': dict((name, sysconfig.get_config_var(name)) for name in names),
}) + '\n')
`;

/** Comes before the answer's JSON, on a line of its own. */
export const answerMark = 'pyloom:';
