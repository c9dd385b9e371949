export { isPyloomError, StateFullError } from '@pyloom/common';
export { ConversionError, NdArray } from '@pyloom/wire';
export type { SharedStateOptions } from './options';
export { SharedState } from './shared-state';
