import { checkName } from '@pyloom/common';
import type { Dispatcher } from '../calls/dispatcher';
import { type BatchOptions, checkBatchOptions } from './batch-options';
import { Batcher } from './batcher';

/** A function of one item, whose calls of one turn of the event loop are one call in Python. */
export type BatchedFunction<Item = unknown, Result = unknown> = (item: Item) => Promise<Result>;

/** @throws TypeError or RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) */
export function batchCalls<Item, Result>(
  dispatcher: Dispatcher,
  module: string,
  name: string,
  options: BatchOptions,
): BatchedFunction<Item, Result> {
  checkName('module', module);
  checkName('name', name);
  checkBatchOptions(options);
  const batcher = new Batcher(dispatcher, dispatcher.runtime.functionKey(module, name), options);
  return (item) => batcher.add(item) as Promise<Result>;
}
