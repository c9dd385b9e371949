import { checkName } from '@pyloom/common';
import type { Dispatcher } from '../calls/dispatcher';
import { ItemCall } from './item-call';
import { ItemMap } from './item-map';
import { ItemSource } from './item-source';
import { checkMap, type Items, type MapOptions } from './map-options';
import { PythonMap } from './python-map';

/**
 * The results of a function for many items, whose first call is made at the first `next()`.
 * @throws TypeError or RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`)
 */
export function openMap<T>(
  dispatcher: Dispatcher,
  module: string,
  name: string,
  items: Items,
  options: MapOptions,
): PythonMap<T> {
  checkName('module', module);
  checkName('name', name);
  checkMap(items, options);
  const { kwargs, timeout, signal, concurrency, ordered = false } = options;
  const { lanes } = dispatcher.mode;
  const key = dispatcher.runtime.functionKey(module, name);
  return new PythonMap<T>(
    new ItemMap({
      source: new ItemSource(items),
      makeCall: (item, caller) => new ItemCall(dispatcher, key, item, kwargs, caller),
      description: `${module}.${name}`,
      timeout,
      signal,
      get concurrency() {
        // What has no permit would wait for one, or be refused.
        return concurrency ?? Math.min(lanes, dispatcher.semaphore.max);
      },
      ordered,
    }),
  );
}
