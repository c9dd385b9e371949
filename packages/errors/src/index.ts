export { checkKnownKeys } from './check-options';
export { checkRecord, isRecord } from './check-record';
export { ClosedError } from './closed-error';
export { describeValue } from './describe-value';
export { InvalidArgumentError, InvalidRangeError } from './invalid-argument-error';
export { OverloadedError } from './overloaded-error';
export {
  isPyloomError,
  markPyloomError,
  PyloomError,
  type PyloomErrorCode,
  type PyloomErrorLike,
  recogniseByCode,
} from './pyloom-error';
export { StateFullError } from './state-full-error';
