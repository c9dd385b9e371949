import { checkKnownKeys, describeValue, InvalidArgumentError } from '@pyloom/common';
import { type ExecutorOptions, executorOptionKeys } from '@pyloom/executor';
import { SharedState } from '@pyloom/state';
import { type Converter, checkConverters } from './objects/converters';

/** Where what Python prints goes: to the process's own stream, nowhere, or to a function that gets whole lines. */
export type Output = 'inherit' | 'ignore' | ((text: string) => void);

/** How a client is set up. Times are in milliseconds. */
export interface PythonOptions extends ExecutorOptions {
  /** Where print() of every interpreter goes; a function gets whole lines as far as they come. Default `'inherit'`. */
  stdout?: Output;
  /** The same for sys.stderr. */
  stderr?: Output;
  /**
   * Conversions of result types by the qualified name of the type or a base: `{ 'decimal.Decimal': 'str' }`. `'str'` and `'repr'`
   * call these, any other text is the name of a method; a function gets the PyRef. Asked before any built-in conversion.
   */
  converters?: Record<string, Converter>;
  /** A store to share with other clients or worker threads. Default: a private one. */
  state?: SharedState;
}

/** The options of the client itself, with defaults, and those of its executor, which checks them. */
export interface CheckedPythonOptions {
  readonly executor: ExecutorOptions;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly converters: Readonly<Record<string, Converter>>;
  readonly state: SharedState;
}

const known = [...executorOptionKeys, 'stdout', 'stderr', 'converters', 'state'];

/** @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) that names the option and its value. */
export function checkPythonOptions(options: PythonOptions): CheckedPythonOptions {
  checkKnownKeys('the options of createPython', options, known);
  const { stdout = 'inherit', stderr = 'inherit', converters = {}, state, ...executor } = options;
  checkOutput('stdout', stdout);
  checkOutput('stderr', stderr);
  checkConverters(converters);
  return {
    executor,
    stdout,
    stderr,
    converters,
    state: state === undefined ? new SharedState() : checkState(state),
  };
}

function checkOutput(name: string, value: unknown): void {
  if (value === 'inherit' || value === 'ignore' || typeof value === 'function') return;
  throw new InvalidArgumentError(
    `The option '${name}' must be 'inherit', 'ignore' or a function, not ${describeValue(value)}`,
  );
}

// By its shape: the ESM and the CJS build of the package have a class each.
function checkState(state: SharedState): SharedState {
  if (typeof state?.nativeFunctions === 'function') return state;
  throw new InvalidArgumentError(`The option 'state' must be a SharedState, not ${describeValue(state)}`);
}
