export {
  type ArrayType,
  ClosedError,
  ConversionError,
  type FindPythonOptions,
  findPython,
  float,
  isPyloomError,
  type ListedPython,
  listPythons,
  type Naive,
  NdArray,
  naive,
  ndarray,
  type ProcessOptions,
  PythonCrashedError,
  PythonError,
  type PythonInstallation,
  PythonInterruptedError,
  PythonNotFoundError,
  RuntimeLoadedError,
  RuntimeStartError,
  SharedMemoryError,
  tuple,
  view,
  writable,
} from '@pyloom/core-native';
export {
  type BatchedFunction,
  type BatchOptions,
  type CallLimits,
  type CallOptions,
  type ChosenMode,
  type CloseOptions,
  type ContextOptions,
  chooseMode,
  type ExecutionMode,
  type ExecutorStats as PythonStats,
  executionModes,
  type LaneStats,
  type MapOptions,
  type MemoryStats,
  MemoryTracingError,
  ModeUnavailableError,
  type ParallelCall,
  type ProcessEnded,
  type ProcessStarted,
  PythonMap,
  type PythonScope,
  PythonStream,
  PythonTimeoutError,
  type RayOptions,
  type RemotePermit,
  type RemoteSemaphore,
  type Resources,
  type ResultOptions,
  type RuntimeFacts,
  type StreamCallOptions,
  type StreamOptions,
} from '@pyloom/executor';
export { OverloadedError, Semaphore } from '@pyloom/semaphore';
export { SharedState, StateFullError } from '@pyloom/state';
export { ArrowColumn } from './arrow/arrow-column';
export type { ArrowField } from './arrow/arrow-field';
export { ArrowTable } from './arrow/arrow-table';
export {
  type ApacheArrowTable,
  type ApacheArrowVector,
  type Frame,
  type FrameColumn,
  type FrameData,
  type FrameLibrary,
  frame,
} from './arrow/frame';
export type { ApacheArrow } from './arrow/to-apache-arrow';
export { createPython } from './create-python';
export { type CurrentCall, currentCall } from './current-call';
export type { LogRecord } from './logging/log-record';
export type { LoggingOptions } from './logging/logging-options';
export type { MetricsOptions } from './metrics/metrics';
export type { Converter } from './objects/converters';
export type { AnyObject, AnyRef, Inherited, Instance } from './objects/instance';
export { type Kwargs, kwargs } from './objects/kwargs';
export type { PyFunction } from './objects/py-function';
export type {
  Arg,
  ExpressionOptions,
  ObjectOf,
  PyExpression,
  PyOperations,
  PyRef,
  RefTo,
} from './objects/py-object';
export { isPyRef } from './objects/py-ref';
export type { PythonModule, PythonModules } from './objects/python-modules';
export { type Slice, slice } from './objects/slice';
export type {
  ArrayArg,
  ArrayValue,
  FloatArg,
  HashableArg,
  NestedList,
  Options,
  TupleArg,
} from './objects/typed-arguments';
export type { PyClass, PyObject, Unbound } from './objects/typed-object';
export { PythonInstallError } from './provision/python-install-error';
export { Python } from './python';
export { PythonContext } from './python-context';
export type { Output, PythonOptions } from './python-options';
export type { RemoteState } from './remote-state';
export type { TraceSpan } from './tracing/trace-log';
export type { VenvInfo } from './venv/active-venv';
export { type EnsuredVenv, ensureVenv } from './venv/ensure-venv';
export { VenvError } from './venv/venv-error';
export type { EnsureVenvOptions, Installer, VenvProgress } from './venv/venv-options';
