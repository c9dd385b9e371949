export { isPyloomError } from '@pyloom/errors';
export type { AcquireOptions, SemaphoreOptions } from './options';
export { OverloadedError } from './overloaded-error';
export type { Permit } from './permit';
export { Semaphore } from './semaphore';
