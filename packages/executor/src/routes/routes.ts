import type { Runtime } from '@pyloom/core-native';
import { RouteTable } from './route-table';

interface Tables {
  readonly isolated: RouteTable;
  readonly besideProcesses: RouteTable;
  readonly shared: RouteTable;
}

/** All executors of a runtime learn together, those that send calls to the same places. */
const tables = new WeakMap<Runtime, Tables>();

/**
 * @param isolated whether calls run in sub-interpreters (mode `subinterp`)
 * @param refused where those run that cannot
 */
export function routesOf(runtime: Runtime, isolated: boolean, refused: 'home' | 'process'): RouteTable {
  let all = tables.get(runtime);
  if (all === undefined) {
    all = {
      isolated: new RouteTable(true),
      besideProcesses: new RouteTable(true, 'process'),
      shared: new RouteTable(false),
    };
    tables.set(runtime, all);
  }
  if (!isolated) return all.shared;
  return refused === 'process' ? all.besideProcesses : all.isolated;
}
