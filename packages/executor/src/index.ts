export {
  ClosedError,
  ConversionError,
  isPyloomError,
  type ProcessOptions,
  PythonCrashedError,
  PythonError,
  PythonInterruptedError,
  PythonNotFoundError,
  RuntimeLoadedError,
  RuntimeStartError,
} from '@pyloom/core-native';
export { OverloadedError } from '@pyloom/semaphore';
export type { BatchedFunction } from './batches/batch-calls';
export type { BatchOptions } from './batches/batch-options';
export { checkArgs } from './calls/arguments';
export { type BoundFunction, bindFunction } from './calls/bound-function';
export {
  type CallLimits,
  type CallOptions,
  checkCallLimits,
  checkCallOptions,
  type ResultOptions,
  type StreamCallOptions,
} from './calls/call-options';
export type { CallTrace } from './calls/call-trace';
export type { Dispatcher } from './calls/dispatcher';
export type { ParallelCall } from './calls/parallel';
export type { PendingCall } from './calls/pending-call';
export { type PromiseParts, promiseOf } from './calls/promise-parts';
export { PythonTimeoutError } from './calls/python-timeout-error';
export { rejectTwin } from './calls/reject-twin';
export type { RemotePermit, RemoteSemaphore } from './calls/remote-semaphore';
export type { Resources } from './calls/resources';
export { waitWithin } from './calls/wait-within';
export { ExecutorContext } from './contexts/executor-context';
export { type ContextOptions, openContext } from './contexts/open-context';
export type { RayOptions } from './engines/ray-options';
export { Executor } from './executor';
export type { ExecutorStats, LaneStats } from './figures/executor-stats';
export type { LaneTrace } from './figures/lane-watch';
export type { MemoryStats } from './figures/memory-stats';
export { MemoryTracingError } from './figures/memory-tracing-error';
export type { Outcome, OutcomeCounts } from './figures/outcome-counts';
export type { ProcessEnded, ProcessStarted } from './figures/process-events';
export type { CloseOptions } from './lifetime/closing';
export { type ExecutorOptions, executorOptionKeys } from './lifetime/executor-options';
export { openDispatcher } from './lifetime/open-dispatcher';
export type { MapOptions } from './maps/map-options';
export { PythonMap } from './maps/python-map';
export {
  type ChosenMode,
  chooseMode,
  type RuntimeFacts,
  supportsSubinterpreters,
} from './modes/choose-mode';
export { type ExecutionMode, executionModes } from './modes/execution-mode';
export { ModeUnavailableError } from './modes/mode-unavailable-error';
export { type EvaluationPlace, evaluate, until } from './objects/evaluation';
export { HomeModules } from './objects/home-modules';
export { ReferenceOperations, type Referring } from './objects/reference-operations';
export { openExecutor } from './open-executor';
export type { PythonScope } from './scopes/python-scope';
export { PythonStream } from './streams/python-stream';
export type { StreamOptions } from './streams/stream-options';
