import { WireDecoder, WireEncoder } from '@pyloom/wire';

const shared = new WireEncoder();
export const decoder = new WireDecoder();

/** An encoder with nothing in it; another one while a getter within a value that is being encoded comes here. */
export function takeEncoder(): WireEncoder {
  if (shared.busy) return new WireEncoder();
  shared.position = 0;
  return shared;
}
