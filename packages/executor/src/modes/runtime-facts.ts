import type { Runtime } from '@pyloom/core-native';
import { chooseMode, type RuntimeFacts } from './choose-mode';

/** What the choice of a mode depends on, at this moment. */
export function runtimeFacts(runtime: Runtime): RuntimeFacts {
  const { version, freeThreadedBuild, supportsOwnGil, installation } = runtime;
  return {
    version,
    freeThreadedBuild,
    supportsOwnGil,
    gilEnabled: runtime.gilEnabled(),
    embeddable: installation.library !== '',
  };
}

/** @throws ModeUnavailableError where no processes can run Python. */
export function refuseWithoutProcesses(runtime: Runtime): void {
  chooseMode(runtimeFacts(runtime), 'process');
}
