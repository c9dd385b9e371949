import type { SpecialWriter } from './special-writer';

/** What an encoder leaves to whoever carries the message. Without hooks the bytes stand for themselves. */
export interface EncoderHooks {
  /** The values go to Python alone: what no store may keep can be among them. */
  readonly toPython?: boolean;
  /** Binary values of at least so many bytes are handed to `attach`. Default: none but shared memory. */
  readonly pinThreshold?: number;
  /** What typed arrays become in Python that are no Buffers. Default: memoryviews. */
  readonly arrays?: 'memoryview' | 'numpy';
  /**
   * Takes a binary value that travels beside the message and returns its index among them. Every value in a
   * SharedArrayBuffer or a shared array comes here. Default: what it holds now is copied into the message. `writable`: Python may write into it.
   */
  attach?(data: ArrayBufferView | ArrayBuffer | SharedArrayBuffer, writable?: boolean): number;
  /**
   * First chance at functions and at instances of classes: writes the value by `writer.writeReference` or
   * `writer.writeFunction`, or returns false for a ConversionError. May refuse with a reason by `writer.fail`.
   */
  special?(value: object, writer: SpecialWriter): boolean;
}
