import { currentHostCall } from '@pyloom/core-native';
import type { CallLimits } from '../calls/call-options';
import type { Dispatcher } from '../calls/dispatcher';
import { PythonStream } from './python-stream';
import type { StreamOpening } from './stream-opening';
import { highWaterMarkOf, type StreamOptions } from './stream-options';
import { StreamSource } from './stream-source';

/**
 * A stream, whose call is made at the first `next()`.
 * @throws TypeError or RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`)
 */
export function openStream<T>(
  dispatcher: Dispatcher,
  opening: StreamOpening,
  options: CallLimits & StreamOptions,
): PythonStream<T> {
  const source = new StreamSource(dispatcher, opening, options, highWaterMarkOf(options), currentHostCall());
  return new PythonStream<T>(source);
}
