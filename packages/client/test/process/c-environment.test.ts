// The C code of extension modules reads the environment by itself, not through os.environ.
import { expect, it } from 'vitest';
import { clientForFile } from '../support/client';

const py = await clientForFile();
// As an extension module finds it: in the C library, not in the executable.
await py.exec(`
import ctypes, os, sys

def seen_by_c(prefix):
    environ = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL('libc.so.6'), 'environ')
    found = []
    for variable in environ:
        if variable is None:
            return found
        if variable.startswith(prefix.encode()):
            found.append(variable.decode())

def set_many(count):
    for i in range(count):
        os.environ[f'PYLOOM_MANY_{i}'] = str(i)
    return len(seen_by_c('PYLOOM_MANY_'))

def unset_many(count):
    for i in range(count):
        del os.environ[f'PYLOOM_MANY_{i}']
    return len(seen_by_c('PYLOOM_MANY_'))

def has_tkinter():
    from importlib.util import find_spec
    return find_spec('_tkinter') is not None

def tcl(script):
    import tkinter
    return tkinter.Tcl().eval(script)
`);
const glibc =
  process.platform === 'linux' &&
  'glibcVersionRuntime' in (process.report.getReport() as { header: object }).header;

it.runIf(glibc)('sees what JavaScript has set', async () => {
  process.env.PYLOOM_FROM_JS = 'yes';
  expect(await py.call('__main__', 'seen_by_c', ['PYLOOM_FROM_JS'])).toEqual(['PYLOOM_FROM_JS=yes']);
  delete process.env.PYLOOM_FROM_JS;
  expect(await py.call('__main__', 'seen_by_c', ['PYLOOM_FROM_JS'])).toEqual([]);
});

it.runIf(glibc)('sees what Python has just set, in however many variables', async () => {
  // Enough for the C library to move them to where there is more room.
  expect(await py.call('__main__', 'set_many', [500])).toBe(500);
  expect(await py.call('__main__', 'unset_many', [500])).toBe(0);
});

it.runIf(await py.call<boolean>('__main__', 'has_tkinter'))(
  'lets Tcl start, which reads all of it',
  async () => {
    process.env.PYLOOM_FROM_JS = 'yes';
    expect(await py.call('__main__', 'tcl', ['set env(PYLOOM_FROM_JS)'])).toBe('yes');
    delete process.env.PYLOOM_FROM_JS;
  },
);
