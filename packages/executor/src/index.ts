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
export type { CallLimits, CallOptions } from './call-options';
export type { CallTrace } from './channels';
export { type ChosenMode, chooseMode, type RuntimeFacts, supportsSubinterpreters } from './choose-mode';
export { ExecutorContext } from './context';
export { type ExecutionMode, executionModes } from './execution-mode';
export { Executor } from './executor';
export { type ExecutorOptions, executorOptionKeys } from './executor-options';
export type { ExecutorStats, LaneStats } from './executor-stats';
export type { LaneTrace } from './lane-watch';
export type { MemoryStats } from './memory-stats';
export { MemoryTracingError } from './memory-tracing-error';
export { ModeUnavailableError } from './mode-unavailable-error';
export { ModuleOperations } from './module-operations';
export { openExecutor } from './open-executor';
export type { Outcome, OutcomeCounts } from './outcome-counts';
export type { ParallelCall } from './parallel';
export { PythonStream } from './python-stream';
export { PythonTimeoutError } from './python-timeout-error';
export type { ReferenceOperations, Referring } from './reference-operations';
export type { PythonScope, StreamOptions } from './scope';
