export { checkKnownKeys } from './checks/check-known-keys';
export { checkRecord, isRecord } from './checks/check-record';
export { describeValue } from './checks/describe-value';
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
