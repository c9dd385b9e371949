export {
  ClosedError,
  ConversionError,
  type FindPythonOptions,
  findPython,
  float,
  isPyloomError,
  NdArray,
  naive,
  type ProcessOptions,
  PythonCrashedError,
  PythonError,
  type PythonInstallation,
  PythonInterruptedError,
  PythonNotFoundError,
  RuntimeLoadedError,
  RuntimeStartError,
  tuple,
  view,
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
  PythonMap,
  type PythonScope,
  PythonStream,
  PythonTimeoutError,
  type RuntimeFacts,
  type StreamOptions,
} from '@pyloom/executor';
export { OverloadedError, Semaphore } from '@pyloom/semaphore';
export { SharedState, StateFullError } from '@pyloom/state';
export { createPython } from './create-python';
export type { LogRecord } from './logging/log-record';
export type { LoggingOptions } from './logging/logging-options';
export type { MetricsOptions } from './metrics/metrics';
export type { Converter } from './objects/converters';
export { type Kwargs, kwargs } from './objects/kwargs';
export type { PyFunction } from './objects/py-function';
export { isPyRef, type PyRef } from './objects/py-ref';
export { Python } from './python';
export { PythonContext } from './python-context';
export type { Output, PythonOptions } from './python-options';
export type { TraceSpan } from './tracing/trace-log';
export type { VenvInfo } from './venv/active-venv';
export { type EnsuredVenv, ensureVenv } from './venv/ensure-venv';
export { VenvError } from './venv/venv-error';
export type { EnsureVenvOptions, Installer, VenvProgress } from './venv/venv-options';
