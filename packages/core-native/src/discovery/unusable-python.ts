/**
 * Something stands where a Python was expected, but it will not do. Never leaves this folder: the search
 * goes on, or makes a PythonNotFoundError of it.
 */
export class UnusablePython extends Error {
  /** What would help, most specific first. */
  readonly remedies: readonly string[];
  /** What mends it, where one command does. */
  readonly command: string | undefined;

  /** `reason` goes on after the path: "is not executable". */
  constructor(path: string, reason: string, remedies: readonly string[] = [], command?: string) {
    super(`${path} ${reason}`);
    this.remedies = remedies;
    this.command = command;
  }
}
