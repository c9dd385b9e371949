/** What `pyloom --help` prints. */
export const usage = `Usage: pyloom <command>

  init                           writes a working start into this project: a module of Python, its types, a program
  doctor [--json]                which Python runs here, in which mode and why, what is missing, what would be faster
  run <script.py> [args...]      runs a script in the embedded interpreter, as python does
  run -m <module> [args...]      the same for a module, and with -c for code
  eval <code>                    runs statements and prints the value of the last one
  python list                    which Pythons are on this machine, and what pyloom makes of them
  python install [<version>]     gets one, by uv; python pack writes a folder to install from without a network
  types <modules> [-o <folder>]  writes TypeScript types of Python modules, from their stubs or else their annotations
  help <command>                 says more about one of them, as <command> --help does

Those that run Python take -p, --python <path>: an executable, the folder of a venv or an installation, or a version, 3.14.
Default, first that exists: $PYLOOM_PYTHON, $VIRTUAL_ENV, ./.venv, python3 on the PATH.
`;

const python = `  -p, --python <path>      an executable, the folder of a venv or an installation, or a version; by default the first that exists of
                           $PYLOOM_PYTHON, $VIRTUAL_ENV, ./.venv, python3 on the PATH
  -h, --help               prints this
`;

/** What `pyloom <command> --help` prints. */
export const usageOf = {
  init: `Usage: pyloom init

Writes a working start into the project of this folder, in JavaScript or TypeScript, ESM or CommonJS as the project is: a
module of Python that uses NumPy, its types, what it requires, a program that calls it, two scripts in package.json, and
the environment ./.venv. Every line is explained, nothing that is there is overwritten, and the next command is told.

  -h, --help               prints this
`,
  doctor: `Usage: pyloom doctor [--json] [--ray <address>] [-p <python>]

Finds Python, loads and calls it, and tells which one it is, in which mode it runs and why, which modes it cannot give,
what is missing, and what would make a program faster. The exit code is 0 if all is well, else 1.

      --json               the same as one JSON object, for programs
      --ray                the address of a Ray cluster, to be tried out with this Python: '10.0.0.1:6379', 'auto'
${python}`,
  run: `Usage: pyloom run [-u] [-p <python>] <script.py> [args...]
       pyloom run [-u] [-p <python>] -m <module> [args...]
       pyloom run [-u] [-p <python>] -c <code> [args...]

Runs a script, a folder with a __main__.py, or a module in the embedded interpreter, as python does: sys.argv, __main__,
stdin, tracebacks, Ctrl-C and the exit code are as there. What follows the script or the module is its own.

  -m, --module             what follows is the name of a module
  -c, --code               what follows is Python code
  -u, --unbuffered         what it prints is written at once
${python}`,
  eval: `Usage: pyloom eval [-p <python>] <code>

Runs Python statements and prints the value of the last one, if that is an expression. Awaitables are awaited.

${python}`,
  python: `Usage: pyloom python list [--json]
       pyloom python install [<version>]
       pyloom python install --from <pack> [--venv <folder>]
       pyloom python pack [-p <version>] [-r <requirements>] <folder>

list      shows the Pythons of this machine: of $VIRTUAL_ENV, ./.venv, the PATH, uv, pyenv, conda and the system.
install   has uv install a CPython, by default 3.13, into uv's own folder. uv is taken from the PATH, or else from PyPI into
          pyloom's cache. All settings of uv hold: $UV_PYTHON_INSTALL_MIRROR, $UV_PYTHON_DOWNLOADS_JSON_URL, $UV_DEFAULT_INDEX.
          Needs no root and no compiler, and says what is fetched from where.
pack      writes what a machine without a network needs: uv, a CPython, and the wheels of a requirements file with all that
          they need. There, install --from installs the Python, and makes a venv with the requirements.

      --json               the list as JSON, for programs
      --from <pack>        a folder that pack has written
      --venv <folder>      the venv that is made of a pack with requirements; by default ./.venv
  -p, --python <version>   3.14, 3.14.2 or 3.14t; by default 3.13
  -r, --requirement <file> what to collect wheels of
  -h, --help               prints this
`,
  types: `Usage: pyloom types [-p <python>] [--stubs <folder>] [--watch] <module> [-o <file.d.ts>]
       pyloom types [-p <python>] [--stubs <folder>] [--watch] <module>... -o <folder>

Writes TypeScript types of Python modules, from their stubs or else from their annotations. A program that includes the
files knows what py.import('module') and py.module('module') give. Modules of the current folder are found.

  -o, --output <path>      where to: a file.d.ts, or a folder for a file of each module; by default stdout, where
                           the types are for py.module<typeof import('./file')>('module')
      --stubs <folder>     looks for stubs here first; may be repeated
  -w, --watch              writes the files anew whenever the modules change, until it is interrupted
${python}`,
} as const;

/** A command of `pyloom`. */
export type CommandName = keyof typeof usageOf;

/** Whether there is such a command. */
export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(usageOf, name);
}
