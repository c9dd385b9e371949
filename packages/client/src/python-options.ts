import { checkKnownKeys, describeValue, InvalidArgumentError } from '@pyloom/common';
import { type ExecutorOptions, executorOptionKeys } from '@pyloom/executor';
import { SharedState } from '@pyloom/state';
import { type Converter, checkConverters } from './objects/converters';
import { checkInstall } from './provision/check-install';
import { isRemoteState, type RemoteState } from './remote-state';

/** Where what Python prints goes: to the process's own stream, nowhere, or to a function that gets whole lines. */
export type Output = 'inherit' | 'ignore' | ((text: string) => void);

/** How a client is set up. Times are in milliseconds. */
export interface PythonOptions<State extends SharedState | RemoteState = SharedState>
  extends ExecutorOptions {
  /**
   * Where no Python is found, of the version that `python` names if it does: has uv install it, as `npx pyloom python install` does, and says
   * on stderr what is fetched from where. Default false: nothing is ever installed unasked.
   */
  install?: boolean;
  /** Where print() of every interpreter goes; a function gets whole lines as far as they come. Default `'inherit'`. */
  stdout?: Output;
  /** The same for sys.stderr. */
  stderr?: Output;
  /**
   * Conversions of result types by the qualified name of the type or a base: `{ 'decimal.Decimal': 'str' }`. `'str'` and `'repr'`
   * call these, any other text is the name of a method; a function gets the PyRef. Asked before any built-in conversion.
   */
  converters?: Record<string, Converter>;
  /**
   * What typed arrays (but for Buffers) and NdArrays become in Python. Default `'memoryview'`; `'numpy'`: a `numpy.ndarray` on the same memory,
   * which is what most libraries take. Both are read-only for Python; `writable()` lends one for writing.
   */
  arrays?: 'memoryview' | 'numpy';
  /**
   * What Python's arrays of 64-bit integers become. Default `'bigint'`: BigInt64Array, BigUint64Array; `'number'`: a Float64Array, or a
   * ConversionError if one of them is no safe integer.
   */
  int64?: 'bigint' | 'number';
  /**
   * A store to share with other clients or worker threads, or with other machines: RedisState of `@pyloom/redis`. Default: a private
   * SharedState.
   */
  state?: State;
}

/** The options of the client itself, with defaults, and those of its executor, which checks them. */
export interface CheckedPythonOptions {
  readonly executor: ExecutorOptions;
  readonly install: boolean;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly converters: Readonly<Record<string, Converter>>;
  readonly arrays: 'memoryview' | 'numpy';
  readonly int64: 'bigint' | 'number';
  readonly state: SharedState | RemoteState;
}

const known = [
  ...executorOptionKeys,
  'install',
  'stdout',
  'stderr',
  'converters',
  'arrays',
  'int64',
  'state',
];

/** @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) that names the option and its value. */
export function checkPythonOptions(options: PythonOptions<SharedState | RemoteState>): CheckedPythonOptions {
  checkKnownKeys('the options of createPython', options, known);
  const {
    install = false,
    stdout = 'inherit',
    stderr = 'inherit',
    converters = {},
    arrays = 'memoryview',
    int64 = 'bigint',
    state,
    ...executor
  } = options;
  checkOutput('stdout', stdout);
  checkOutput('stderr', stderr);
  checkConverters(converters);
  checkChoice('arrays', arrays, ['memoryview', 'numpy']);
  checkChoice('int64', int64, ['bigint', 'number']);
  return {
    executor,
    install: checkInstall(install, executor.python),
    stdout,
    stderr,
    converters,
    arrays,
    int64,
    state: state === undefined ? new SharedState() : checkState(state),
  };
}

function checkChoice(name: string, value: unknown, choices: readonly string[]): void {
  if (choices.includes(value as string)) return;
  throw new InvalidArgumentError(
    `The option '${name}' must be ${choices.map((choice) => `'${choice}'`).join(' or ')}, not ${describeValue(value)}`,
  );
}

function checkOutput(name: string, value: unknown): void {
  if (value === 'inherit' || value === 'ignore' || typeof value === 'function') return;
  throw new InvalidArgumentError(
    `The option '${name}' must be 'inherit', 'ignore' or a function, not ${describeValue(value)}`,
  );
}

function checkState(state: SharedState | RemoteState): SharedState | RemoteState {
  if (isSharedState(state) || isRemoteState(state)) return state;
  throw new InvalidArgumentError(
    `The option 'state' must be a SharedState or a RedisState, not ${describeValue(state)}`,
  );
}

/** By its shape: the ESM and the CJS build of the package have a class each. */
export function isSharedState(state: SharedState | RemoteState): state is SharedState {
  return typeof (state as Partial<SharedState> | null)?.nativeFunctions === 'function';
}
