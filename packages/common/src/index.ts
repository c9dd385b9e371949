export { checkKnownKeys } from './checks/check-known-keys';
export { checkRecord, checkTable, isRecord } from './checks/check-record';
export { checkSignal } from './checks/check-signal';
export { checkName, checkText } from './checks/check-text';
export { describeValue } from './checks/describe-value';
export { ItemQueue } from './collections/item-queue';
export { ClosedError } from './errors/closed-error';
export { InvalidArgumentError, InvalidRangeError } from './errors/invalid-argument-error';
export { OverloadedError } from './errors/overloaded-error';
export {
  isPyloomError,
  markPyloomError,
  PyloomError,
  type PyloomErrorCode,
  type PyloomErrorLike,
  recogniseByCode,
} from './errors/pyloom-error';
export { StateFullError } from './errors/state-full-error';
export { cacheFolder } from './files/cache-folder';
export { float16OfBits } from './float16';
export { guarded } from './handlers/guarded';
export { isIdentifier, isModuleName } from './python/names';
export { randomNumbers } from './random-numbers';
export { type Abortable, unwatchAbort, watchAbort } from './waiting/abort-watch';
export { atMost } from './waiting/at-most';
export { KeepAlive } from './waiting/keep-alive';
export { longestDelay } from './waiting/longest-delay';
