/** What `pyloom --help` prints. */
export const usage = `Usage: pyloom <command>

  doctor [--json]                which Python runs here, in which mode and why, and what is missing
  run <script.py> [args...]      runs a script in the embedded interpreter, as python does
  run -m <module> [args...]      the same for a module, and with -c for code
  eval <code>                    runs statements and prints the value of the last one
  types <module> [-o <file>]     writes TypeScript types of a Python module, from its stubs or else its annotations
  help <command>                 says more about one of them, as <command> --help does

Every command takes -p, --python <path>: an executable, or the folder of a venv or an installation. Default, first that
exists: $PYLOOM_PYTHON, $VIRTUAL_ENV, ./.venv, python3 on the PATH.
`;

const python = `  -p, --python <path>      an executable, or the folder of a venv or an installation; by default the first that exists of
                           $PYLOOM_PYTHON, $VIRTUAL_ENV, ./.venv, python3 on the PATH
  -h, --help               prints this
`;

/** What `pyloom <command> --help` prints. */
export const usageOf = {
  doctor: `Usage: pyloom doctor [--json] [-p <python>]

Finds Python, loads and calls it, and tells which one it is, in which mode it runs and why, which modes it cannot give,
and what is missing. The exit code is 0 if all is well, else 1.

      --json               the same as one JSON object, for programs
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
  types: `Usage: pyloom types [-p <python>] [--stubs <folder>] <module> [-o <file>]

Writes TypeScript types of a Python module, from its stubs or else from its annotations, for
py.module<typeof import('./file')>('module'). Modules of the current folder are found.

  -o, --output <file>      where to; by default to stdout
      --stubs <folder>     looks for stubs here first; may be repeated
${python}`,
} as const;

/** A command of `pyloom`. */
export type CommandName = keyof typeof usageOf;

/** Whether there is such a command. */
export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(usageOf, name);
}
