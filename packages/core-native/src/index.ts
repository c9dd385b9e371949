export { ClosedError, isPyloomError } from '@pyloom/common';
export {
  ArrayArgument,
  ConversionError,
  type Float,
  float,
  keyStep,
  type Naive,
  NdArray,
  naive,
  ndarray,
  type Tuple,
  tuple,
  view,
  writable,
} from '@pyloom/wire';
export type { FunctionKey } from './calls/function-key';
export { currentHostCall, type HostCallScope } from './calls/host-call';
export type { CallRequest, OutgoingCall } from './calls/outgoing-call';
export { PythonInterruptedError } from './calls/python-interrupted-error';
export type { Recipient } from './calls/recipient';
export type { RerouteReason, Settler } from './calls/settler';
export { isInProcess, type PoolKind } from './core/pool-kind';
export {
  type FindPythonOptions,
  findPython,
  type ListedPython,
  listPythons,
  type PythonInstallation,
  PythonNotFoundError,
  recommendedPython,
  type WantedVersion,
  wantedVersion,
} from './discovery';
export { offerProcesses, openProcesses, type ProcessOptions } from './runtime/process-runtime';
export {
  type LaneStats,
  loadedPython,
  loadRuntime,
  type PoolStats,
  type Runtime,
  type RuntimeOptions,
  type RuntimeStats,
} from './runtime/runtime';
export { RuntimeLoadedError } from './runtime/runtime-loaded-error';
export { RuntimeStartError } from './runtime/runtime-start-error';
export type { EventHandler, EventKind } from './session/event-handlers';
export type { RemoteFunction } from './session/remote-function';
export type { Converter, HostFunction, Session } from './session/session';
export { type AttributeHandle, attributeSymbol } from './values/attribute';
export { type ExpressionHandle, expressionSymbol } from './values/expression';
export { PythonCrashedError } from './values/python-crashed-error';
export { type ExceptionValue, PythonError, type PythonErrorDescription } from './values/python-error';
export { type ReferenceHandle, referenceSymbol } from './values/reference';
export { type ArrayType, sharedArray } from './values/shared-array';
export { SharedMemoryError } from './values/shared-memory-error';
