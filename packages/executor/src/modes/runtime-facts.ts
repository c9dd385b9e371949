import type { Runtime } from '@pyloom/core-native';
import type { RuntimeFacts } from './choose-mode';

/** What the choice of a mode depends on, at this moment. */
export function runtimeFacts(runtime: Runtime): RuntimeFacts {
  const { version, freeThreadedBuild, supportsOwnGil } = runtime;
  return { version, freeThreadedBuild, supportsOwnGil, gilEnabled: runtime.gilEnabled() };
}
