import { InvalidArgumentError } from '@pyloom/common';
import { checkLocals } from './arguments';
import { type CallLimits, callKeys, checkCallLimits } from './call-options';

/** What `exec` was given beside the code. */
export interface ExecArguments {
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly limits: CallLimits | undefined;
}

/**
 * Of `exec(code, options)` and `exec(code, variables, options)`: an object whose keys are all names of options stands for
 * these, unless there are options behind it.
 *
 * @throws TypeError or RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) that names what is wrong.
 */
export function execArguments(
  second: Readonly<Record<string, unknown>> | CallLimits | undefined,
  options: CallLimits | undefined,
): ExecArguments {
  checkLocals(second);
  const keys = second === undefined || options !== undefined ? [] : Object.keys(second);
  const known = keys.filter((key) => callKeys.includes(key));
  if (known.length === 0) {
    checkCallLimits(options);
    return { variables: second as ExecArguments['variables'], limits: options };
  }
  const other = keys.find((key) => !known.includes(key));
  if (other !== undefined) {
    throw new InvalidArgumentError(
      `'${known[0]}' is an option of exec, '${other}' is none: write exec(code, variables, options)`,
    );
  }
  checkCallLimits(second);
  return { variables: undefined, limits: second };
}
