import type { SpecialWriter } from './special-writer';

/** What an encoder leaves to whoever carries the message. Without hooks the bytes stand for themselves. */
export interface EncoderHooks {
  /** The values go to Python alone: what no store may keep can be among them. */
  readonly toPython?: boolean;
  /** Binary values of at least so many bytes are handed to `attach`. Default: none but shared memory. */
  readonly pinThreshold?: number;
  /**
   * Takes a binary value that travels beside the message and returns its index among them. Every value in a
   * SharedArrayBuffer comes here. Default: what it holds now is copied into the message.
   */
  attach?(data: ArrayBufferView | ArrayBuffer | SharedArrayBuffer): number;
  /**
   * First chance at functions and at instances of classes: writes the value by `writer.writeReference` or
   * `writer.writeFunction`, or returns false for a ConversionError. May refuse with a reason by `writer.fail`.
   */
  special?(value: object, writer: SpecialWriter): boolean;
}
