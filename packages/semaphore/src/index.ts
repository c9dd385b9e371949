export { isPyloomError, OverloadedError } from '@pyloom/common';
export type { Adaptation } from './adaptive/adaptive-limit';
export type { LimitReason } from './adaptive/limit-controller';
export type { AcquireOptions, AdaptiveOptions, SemaphoreOptions } from './options';
export type { Permit } from './permit';
export { Semaphore } from './semaphore';
