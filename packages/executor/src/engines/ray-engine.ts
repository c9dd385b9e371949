import type { Engine } from './engine';
import type { RayOptions } from './ray-options';

/** Calls are tasks of Ray. */
export function rayEngine(options: RayOptions): Engine {
  return { mode: 'ray', module: '_ray', options: { ...options }, environment };
}

const environment = {
  // Ray reads its environment in threads while others write to it, which ends the process (ray#61034).
  RAY_enable_open_telemetry: '0',
  // Nobody who uses this package has agreed to tell Ray's makers about it.
  RAY_USAGE_STATS_ENABLED: '0',
};
