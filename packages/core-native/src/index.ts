export { ClosedError, isPyloomError } from '@pyloom/common';
export { ConversionError, float, NdArray, naive, tuple, view } from '@pyloom/wire';
export type { FunctionKey } from './calls/function-key';
export { currentHostCall, type HostCallScope } from './calls/host-call';
export type { CallRequest, OutgoingCall } from './calls/outgoing-call';
export { PythonCrashedError } from './calls/python-crashed-error';
export { PythonInterruptedError } from './calls/python-interrupted-error';
export type { Recipient } from './calls/recipient';
export type { RerouteReason, Settler } from './calls/settler';
export type { PoolKind } from './core/pool-kind';
export {
  type FindPythonOptions,
  findPython,
  type PythonInstallation,
  PythonNotFoundError,
} from './discovery';
export { openProcesses, type ProcessOptions } from './runtime/process-runtime';
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
export type { Converter, HostFunction, Session } from './session/session';
export { type AttributeHandle, attributeSymbol } from './values/attribute';
export { PythonError, type PythonErrorDescription } from './values/python-error';
export { type ReferenceHandle, referenceSymbol } from './values/reference';
