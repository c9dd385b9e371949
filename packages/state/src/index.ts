export { isPyloomError } from '@pyloom/errors';
export { ConversionError, NdArray } from '@pyloom/wire';
export type { SharedStateOptions } from './options';
export { SharedState } from './shared-state';
export { StateFullError } from './state-full-error';
