import type { Runtime } from '@pyloom/core-native';
import { RouteTable } from './route-table';

interface Tables {
  readonly isolated: RouteTable;
  readonly shared: RouteTable;
}

/** All executors of a runtime learn together. Two, since two of them may run in two modes. */
const tables = new WeakMap<Runtime, Tables>();

/** @param isolated whether calls run in sub-interpreters (mode `subinterp`) */
export function routesOf(runtime: Runtime, isolated: boolean): RouteTable {
  let both = tables.get(runtime);
  if (both === undefined) {
    both = { isolated: new RouteTable(true), shared: new RouteTable(false) };
    tables.set(runtime, both);
  }
  return isolated ? both.isolated : both.shared;
}
