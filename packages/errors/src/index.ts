export { checkKnownKeys } from './check-options';
export { describeValue } from './describe-value';
export { InvalidArgumentError, InvalidRangeError } from './invalid-argument-error';
export {
  isPyloomError,
  markPyloomError,
  PyloomError,
  type PyloomErrorCode,
  type PyloomErrorLike,
  recogniseByCode,
} from './pyloom-error';
