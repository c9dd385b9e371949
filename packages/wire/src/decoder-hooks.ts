import type { Pieces } from './pieces';

/** What a decoder asks of whoever carries the message. A value that needs a hook which is not there is an error. */
export interface DecoderHooks {
  /** What arrays of 64-bit integers become: bigints, or numbers where each is a safe one. Default: bigints. */
  readonly int64?: 'bigint' | 'number';
  /** The binary value with this index that travelled beside the message. Its memory becomes the value's own; pieces are the value. */
  attached?(index: number): ArrayBuffer | Uint8Array | Pieces;
  /**
   * What stands for a Python object that stays where it is; `typeName` is empty in messages from JavaScript. `converter` is the
   * number of the function that it is for, if it is for one.
   */
  reference?(handle: bigint, interpreter: number, typeName: string, converter?: number): unknown;
  /** The function that was sent under this id. */
  function?(id: number): unknown;
}
