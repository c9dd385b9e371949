export { isPyloomError, OverloadedError } from '@pyloom/errors';
export type { AcquireOptions, SemaphoreOptions } from './options';
export type { Permit } from './permit';
export { Semaphore } from './semaphore';
