/** What `pyloom --help` prints. */
export const usage = `Usage: pyloom <command>

  doctor [--json]                which Python runs here, in which mode and why, and what is missing
  run <script.py> [args...]      runs a script in the embedded interpreter, as python does
  run -m <module> [args...]      the same for a module
  eval <code>                    runs statements and prints the value of the last one
  types <module> [-o <file>]     writes TypeScript types of a Python module, from its stubs (--stubs <folder>: look there
                                 first) or else its annotations

Every command takes -p, --python <path>: an executable, or the folder of a venv or an installation. Default, first that
exists: $PYLOOM_PYTHON, $VIRTUAL_ENV, ./.venv, python3 on the PATH.
`;
