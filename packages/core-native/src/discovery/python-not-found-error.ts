import { PyloomError, recogniseByCode } from '@pyloom/common';

const code = 'ERR_PYLOOM_PYTHON_NOT_FOUND';

/** No usable CPython: the message says what was found where, what to do, and last the one command that helps on this machine. */
export class PythonNotFoundError extends PyloomError {
  declare readonly code: typeof code;
  /** One line for each place, in the order of the search: the place and what was found there. */
  readonly tried: string[];

  constructor(
    what: string,
    tried: readonly string[],
    remedies: readonly string[],
    command: string | undefined,
  ) {
    // A single place is in the first sentence already.
    const places = tried.length > 1 ? tried : [];
    super(
      'PythonNotFoundError',
      code,
      [
        what,
        ...section('Tried:', places),
        ...section('What to do:', remedies),
        ...(command === undefined ? [] : ['', 'The command that helps here:', `  ${command}`]),
      ].join('\n'),
    );
    this.tried = [...tried];
  }
}

recogniseByCode(PythonNotFoundError, code);

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  - ${line}`)];
}
