import type { ExecutionMode } from '../modes/execution-mode';

/**
 * What runs calls on other machines. Calls go to its driver, a Python process of this client's, whose half of the engine is a module of
 * the package `pyloom`; this is what the driver has to be told. docs/decisions/0016 tells more.
 */
export interface Engine {
  /** The mode that it is. */
  readonly mode: ExecutionMode;
  /** The module of the package `pyloom` that has its class `Engine`. */
  readonly module: string;
  /** What that class is made of. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Variables of the driver's process, unless the client's own say otherwise. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What the driver says of the cluster that it has reached. */
export interface ClusterFacts {
  /** The engine's version. */
  readonly version: string;
  /** Processors: calls that run at once, unless they ask for more or less than one. */
  readonly cpus: number;
}
