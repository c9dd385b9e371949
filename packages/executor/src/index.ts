export {
  ClosedError,
  ConversionError,
  isPyloomError,
  PythonError,
  PythonInterruptedError,
  PythonNotFoundError,
  RuntimeLoadedError,
  RuntimeStartError,
} from '@pyloom/core-native';
export { OverloadedError } from '@pyloom/semaphore';
export type { CallLimits, CallOptions } from './calls/call-options';
export type { CallTrace } from './calls/call-trace';
export type { ParallelCall } from './calls/parallel';
export type { PythonScope, StreamOptions } from './calls/python-scope';
export { PythonTimeoutError } from './calls/python-timeout-error';
export { ExecutorContext } from './contexts/context';
export { Executor } from './executor';
export { type ExecutorOptions, executorOptionKeys } from './executor-options';
export type { ExecutorStats, LaneStats } from './figures/executor-stats';
export type { LaneTrace } from './figures/lane-watch';
export type { MemoryStats } from './figures/memory-stats';
export { MemoryTracingError } from './figures/memory-tracing-error';
export type { Outcome, OutcomeCounts } from './figures/outcome-counts';
export { type ChosenMode, chooseMode, type RuntimeFacts, supportsSubinterpreters } from './modes/choose-mode';
export { type ExecutionMode, executionModes } from './modes/execution-mode';
export { ModeUnavailableError } from './modes/mode-unavailable-error';
export { ModuleOperations } from './objects/module-operations';
export type { ReferenceOperations, Referring } from './objects/reference-operations';
export { openExecutor } from './open-executor';
export { PythonStream } from './streams/python-stream';
