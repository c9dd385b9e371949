export {
  ClosedError,
  isPyloomError,
  OverloadedError,
  StateFullError,
} from '@pyloom/common';
export { ConversionError, NdArray } from '@pyloom/wire';
export type { RedisClient } from './connection';
export { PermitLostError } from './permit-lost-error';
export type { RedisPermit } from './redis-permit';
export { RedisSemaphore } from './redis-semaphore';
export { RedisState, type RedisStateOptions } from './redis-state';
export type { AcquireOptions, RedisSemaphoreOptions } from './semaphore-options';
export type { ServerAddress } from './server-address';
export { RedisUnavailableError } from './unavailable-error';
