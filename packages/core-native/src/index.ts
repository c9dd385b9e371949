export { isPyloomError } from '@pyloom/common';
export { ConversionError, float, NdArray, naive, tuple, view } from '@pyloom/wire';
export { type AttributeHandle, attributeSymbol } from './attribute';
export {
  type FindPythonOptions,
  findPython,
  type PythonInstallation,
  PythonNotFoundError,
} from './discovery';
export { ClosedError, PythonInterruptedError, RuntimeLoadedError, RuntimeStartError } from './errors';
export type { FunctionKey } from './function-key';
export { currentHostCall, type HostCallScope } from './host-call';
export type { OutgoingCall } from './outgoing-call';
export type { PoolKind } from './pool-kind';
export { PythonError, type PythonErrorDescription } from './python-error';
export { type ReferenceHandle, referenceSymbol } from './reference';
export {
  type LaneStats,
  loadedPython,
  loadRuntime,
  type PoolStats,
  type Runtime,
  type RuntimeOptions,
  type RuntimeStats,
} from './runtime';
export type {
  CallRequest,
  Converter,
  EventHandler,
  EventKind,
  HostFunction,
  Session,
} from './session';
export type { RerouteReason, Settler } from './settler';
