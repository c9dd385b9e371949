export { isPyloomError, StateFullError } from '@pyloom/errors';
export { ConversionError, NdArray } from '@pyloom/wire';
export type { SharedStateOptions } from './options';
export { SharedState } from './shared-state';
